"""The main job, shown: the SDK drives a mock over HTTP (`nox -s demo`)."""
