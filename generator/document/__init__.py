"""The document: YAML sources, bundle, references, conformance checks, and lookups in the bundled document."""

from generator.document.model import Document, Node, SourceMap

__all__ = ["Document", "Node", "SourceMap"]
