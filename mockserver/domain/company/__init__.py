"""Rules and operations for companies, their people and access."""
