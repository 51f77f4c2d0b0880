"""Rules and operations for spaces, their members, tools and discussions."""
