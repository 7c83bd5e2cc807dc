"""Opening the master, and keeping its records."""
