"""Records as JSON of the wire."""
