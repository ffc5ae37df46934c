"""Pages and their writers; they take only what is cleared."""
