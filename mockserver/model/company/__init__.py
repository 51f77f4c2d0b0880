"""Records of companies, people, accounts, invite links, tokens, blobs and access."""
