"""Fault rules: parsing them, matching requests, and applying the faults."""
