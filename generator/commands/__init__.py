"""The subcommands of ``python -m generator``."""
