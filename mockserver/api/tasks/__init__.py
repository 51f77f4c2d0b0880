"""Handlers for tasks, task statuses and kanban boards."""
