"""HTML pages (console, reference and home page) and uploaded files."""
