"""The version of the suite: a semantic version of its rules, its flags and its reports, apart from that of the API."""

__version__ = "1.0.0"
