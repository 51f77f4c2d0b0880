"""Records of companies, their people and access."""
