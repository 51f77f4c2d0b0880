"""The journal of requests: entries, HAR, verification."""
