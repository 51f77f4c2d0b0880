"""Converts spaces, their members, tools, message boards and discussions to JSON."""
