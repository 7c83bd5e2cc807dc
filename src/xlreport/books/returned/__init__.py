"""Returned files of every kind that departments send, read into the same plain data.

What a file is, its bytes say, never its name. Nothing in it is run, and whatever a damaged file makes a
library do ends in a WorkbookError, so that one bad file never stops the rest.
"""

from xlreport.books.returned.reading import read_returned
from xlreport.documents.kinds import is_locked

__all__ = ["is_locked", "read_returned"]
