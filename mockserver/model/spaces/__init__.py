"""Records of spaces, their members, message boards and discussions."""
