"""Converts projects, contributors, check-ins, milestones, retrospectives and key resources to JSON."""
