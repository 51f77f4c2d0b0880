"""Handlers for companies, their members and people."""
