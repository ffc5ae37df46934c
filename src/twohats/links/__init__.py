"""References between items, both ways."""
