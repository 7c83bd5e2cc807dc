"""xlreport: run a government office's task-division workbook round from Excel or a terminal."""

__version__ = "0.1.0"
