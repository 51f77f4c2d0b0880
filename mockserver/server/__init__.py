"""HTTP: the application, routing, errors, faults, the recorder and the control API."""
