"""Plan the events of the entries of a fixture, one module per kind of entry."""
