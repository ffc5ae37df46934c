"""A connection to Discourse forums: politely, and mostly as a stranger, for that is enough."""
