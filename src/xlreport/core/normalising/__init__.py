"""自动规范: safe corrections of how the table is written, never of what it says."""
