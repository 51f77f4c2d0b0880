"""JSON views of spaces, their members, tools, message boards and discussions."""
