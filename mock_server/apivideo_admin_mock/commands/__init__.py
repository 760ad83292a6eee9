"""The commands of ``apivideo-admin-mock``, one in each module."""
