"""JSON views of activities, notifications, assignments, search results and the work map."""
