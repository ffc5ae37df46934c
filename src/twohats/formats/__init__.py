"""Text to records and back: pure, and each format once."""
