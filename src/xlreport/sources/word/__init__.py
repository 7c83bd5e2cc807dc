"""Word documents: their tables and lines as raw rows, with all that a plain text cannot hold named.

Reads the document's XML, because merges, tracked changes, automatic numbers, symbols and equations are
only visible there (ECMA-376 Part 1, section 17).
"""

from xlreport.sources.word.reading import read_docx

__all__ = ["read_docx"]
