"""Converts resource hubs, folders, documents, files and links to JSON."""
