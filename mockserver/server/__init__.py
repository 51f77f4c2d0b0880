"""HTTP: the application, the life of a request, faults, the journal, the control API and the pages."""
