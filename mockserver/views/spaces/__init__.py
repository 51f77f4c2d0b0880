"""JSON views of spaces, their members, tools and discussions."""
