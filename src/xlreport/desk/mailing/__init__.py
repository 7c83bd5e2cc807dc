"""Letting out what goes to one department, and sending it."""
