"""Letters to departments, and the log of what was sent."""
