"""Handlers for companies, their people and access."""
