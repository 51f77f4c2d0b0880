"""HTML pages: console, reference, home; uploaded files."""
