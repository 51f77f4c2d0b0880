"""Records of resource hubs, folders, documents, files and links."""
