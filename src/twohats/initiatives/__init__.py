"""Initiatives of ours and what they have to do with upstream."""
