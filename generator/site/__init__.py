"""Generate the reference site from the bundled document: static HTML that works offline."""
