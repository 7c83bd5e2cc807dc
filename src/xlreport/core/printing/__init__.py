"""The task table on paper: columns, rows, pages."""
