"""Rules and operations for projects, contributors, check-ins, milestones, discussions and key resources."""
