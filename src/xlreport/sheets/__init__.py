"""Painters: each draws one formatted sheet with openpyxl, for files and live books alike."""
