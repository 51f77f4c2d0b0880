"""The HTML pages (console, API reference and home page), and the page that serves uploaded files."""
