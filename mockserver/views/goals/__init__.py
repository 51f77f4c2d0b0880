"""JSON views of goals, targets, check-ins and goal discussions."""
