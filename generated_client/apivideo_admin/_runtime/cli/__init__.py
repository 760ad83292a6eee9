"""The command line. It needs the extra ``apivideo-admin[cli]``: click parses the arguments, rich draws tables and charts."""
