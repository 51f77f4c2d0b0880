"""Records of goals, targets, check-ins and goal discussions."""
