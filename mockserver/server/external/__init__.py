"""The external API: routing and the order of checks."""
