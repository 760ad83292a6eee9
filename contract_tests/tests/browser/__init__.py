"""Tests of the HTML report in the installed chromium. They run in `nox -s browser`."""
