"""Fixtures: parsing, generating, loading and exporting."""
