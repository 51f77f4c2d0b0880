"""The database: tables, indexes, transactions and forks, and the state file. It is independent of Operately."""
