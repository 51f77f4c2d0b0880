"""Records of spaces, their members, tools and discussions."""
