"""Rules and operations for spaces, their members and discussions."""
