"""Records of projects, contributors, check-ins, milestones, retrospectives and key resources."""
