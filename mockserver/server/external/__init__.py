"""The external API: routing, and the checks of a request in their order."""
