"""The plan of an iteration: slots, who holds them, why, and whether that breaks a rule."""
