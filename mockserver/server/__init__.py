"""The HTTP server: the ASGI application, the external API, faults, the journal, the control API and the pages."""
