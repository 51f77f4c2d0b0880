"""Rules and operations for activities, notifications, assignments, comments, reactions, search and the work map."""
