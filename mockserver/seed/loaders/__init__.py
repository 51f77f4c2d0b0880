"""Adds the events of a fixture to its timeline, which executes them later. Each module adds the events of one type of
entry."""
