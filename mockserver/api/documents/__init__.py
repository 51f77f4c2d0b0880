"""Handlers for resource hubs, folders, documents, files and links."""
