"""The department book."""
