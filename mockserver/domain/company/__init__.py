"""Rules and operations for companies, their members and people, and uploaded files."""
