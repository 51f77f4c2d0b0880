"""Converts companies and people to JSON."""
