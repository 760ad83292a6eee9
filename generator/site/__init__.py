"""Makes the reference site from the bundled document: static HTML that works offline, with nothing listed by hand."""
