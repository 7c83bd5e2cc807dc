"""The printed task table."""
