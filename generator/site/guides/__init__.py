"""The guides of the site: pages of this repository, whole or in sections. ``guides.yaml`` lists them."""
