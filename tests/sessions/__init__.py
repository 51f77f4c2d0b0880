"""Random sessions: people of every role send mostly sensible requests, and after each the invariants are checked."""
