"""JSON views of companies, their people and access."""
