"""Render the SDK from the bundled document."""

from generator.render.build import render

__all__ = ["render"]
