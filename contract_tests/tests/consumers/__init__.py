"""Tests that use the wheels from separate repositories."""
