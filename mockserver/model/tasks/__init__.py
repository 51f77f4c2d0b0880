"""Records of tasks, task statuses and kanban boards."""
