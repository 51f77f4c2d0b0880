"""Plan the events of a fixture. Each module plans the events of one type of entry."""
