"""Asking a service over HTTP: tokens, limits, waiting, trying again. What each forge adds is its own."""
