"""Records of activities, notifications, subscriptions, assignments, comments, search and the work map."""
