"""Recorded sessions (traces): recording them from a world, comparing them with another server (docs/conformance.md)."""
