"""The version of the mock, apart from that of the API: a semantic version of its behaviour, flags, control plane and plugin (semver.org)."""

__version__ = "1.0.0"
