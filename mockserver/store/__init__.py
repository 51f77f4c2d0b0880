"""The database (tables, indexes, transactions, forks) and the state file. Nothing in this package is specific to
Operately."""
