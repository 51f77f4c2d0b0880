"""Converts activities, notifications, assignments, search results and the work map to JSON."""
