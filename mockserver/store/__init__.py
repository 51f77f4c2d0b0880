"""Worlds: tables, indexes, transactions, forks and snapshots. Knows nothing of Operately."""
