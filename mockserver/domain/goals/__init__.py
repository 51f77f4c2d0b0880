"""Rules and operations for goals, targets, check-ins and goal discussions."""
