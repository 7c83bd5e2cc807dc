"""The preview of a merge."""
