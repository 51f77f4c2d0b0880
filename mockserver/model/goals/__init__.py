"""Records of goals, targets, checks and check-ins."""
