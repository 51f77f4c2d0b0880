"""Fixtures: parsing, generating and exporting them, and building worlds from them."""
