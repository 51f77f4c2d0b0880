"""The records of a database: one typed, immutable structure for each kind."""
