"""From a table in a foreign document to task records, and what the table proves about departments."""
