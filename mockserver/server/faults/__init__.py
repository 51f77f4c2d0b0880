"""Fault rules: matching, parsing and applying them."""
