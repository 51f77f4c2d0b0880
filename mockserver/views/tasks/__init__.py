"""Converts tasks to JSON."""
