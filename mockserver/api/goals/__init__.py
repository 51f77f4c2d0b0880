"""Handlers for goals, targets, check-ins and goal discussions."""
