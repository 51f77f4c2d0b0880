"""Rules and operations for companies, company members, people and uploaded files."""
