"""Base, mine and theirs: what changes, what the clerk decides, undoing it, the history it leaves."""
