"""Use cases, one verb per file; ports are arguments, cli and web choose implementations."""
