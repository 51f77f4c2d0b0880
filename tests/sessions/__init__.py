"""Random sessions: people of all roles send random requests, most of them valid. After each request, the tests check
invariants."""
