"""JSON views of projects, contributors, check-ins, milestones and key resources."""
