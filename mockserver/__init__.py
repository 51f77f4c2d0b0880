"""A stateful stand-in for the Operately external API."""

__version__ = "0.1.0"
