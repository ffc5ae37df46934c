"""Asking GitLab: its addresses, tokens, limits and words; the rest is `twohats.sources.asking`."""
