"""JSON views of companies and people."""
