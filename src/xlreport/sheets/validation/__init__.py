"""The findings sheet and the highlights keyed on it."""
