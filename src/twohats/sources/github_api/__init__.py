"""GitHub over the wire: tokens, limits, retries. `ports` comes first."""
