"""The database: tables, indexes, transactions and forks, and the state file. This package does not depend on the domain
of Operately."""
