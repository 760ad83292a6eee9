"""The version of the SDK, apart from that of the API: a semantic version of its public names (semver.org)."""

__version__ = "1.0.0"
