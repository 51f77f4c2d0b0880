"""Rules and operations for resource hubs, folders, documents, files and links."""
