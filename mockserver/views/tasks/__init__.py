"""JSON views of tasks, task statuses and kanban boards."""
