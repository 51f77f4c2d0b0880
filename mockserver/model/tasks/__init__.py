"""Records of tasks, and the structures of task statuses and kanban boards."""
