"""Random sessions: people of all roles send random requests, most of which are valid.

Invariants are checked after each request.
"""
