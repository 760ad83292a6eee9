"""Tests of the workspace as it is: import rules, code rules, examples of the READMEs, tools."""
