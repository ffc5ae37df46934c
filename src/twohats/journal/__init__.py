"""What people decided: appended, never overwritten."""
