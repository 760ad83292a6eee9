"""Tests that use the wheels from repositories of their own."""
