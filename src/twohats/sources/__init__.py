"""Readers of facts, one file or folder per source; `twohats.sources.ports` comes first."""
