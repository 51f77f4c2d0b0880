"""Records of activities, notifications, comment threads, comments, reactions and subscriptions."""
