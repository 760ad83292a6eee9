"""The version of the suite, apart from that of the API: a semantic version of its rules, flags and report schema (semver.org)."""

__version__ = "1.0.0"
