"""The journal of requests: its entries, their HAR format, and verification."""
