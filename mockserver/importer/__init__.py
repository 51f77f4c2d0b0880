"""Reads a company from an Operately server, and writes it as a fixture (docs/import.md)."""
