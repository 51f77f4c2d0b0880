"""Rules and operations for tasks, task statuses and kanban boards."""
