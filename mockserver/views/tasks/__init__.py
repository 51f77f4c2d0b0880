"""JSON views of tasks."""
