"""Rules and operations for projects, contributors, check-ins, milestones and key resources."""
