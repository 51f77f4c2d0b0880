"""Converts goals, targets, check-ins and goal discussions to JSON."""
