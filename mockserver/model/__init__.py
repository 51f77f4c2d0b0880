"""The types of the records in a database: one immutable structure for each kind of record."""
