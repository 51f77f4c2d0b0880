"""The records of a world: one typed, immutable structure for each thing."""
