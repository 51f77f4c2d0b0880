"""The HTTP server: the application, the processing of requests, faults, the journal, the control API and the pages."""
