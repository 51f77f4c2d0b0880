"""Generates the fixtures of companies of a given size."""
