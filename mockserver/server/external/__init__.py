"""The external API: its routing table, and the processing of requests."""
