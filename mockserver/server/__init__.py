"""The HTTP server: the ASGI application, which processes requests, applies faults, and provides the journal, the
control API and the pages."""
