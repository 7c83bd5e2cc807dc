"""The `Book` port on the workbook that is open in front of the user, through xlwings."""

from xlreport.books.live.book import LiveBook

__all__ = ["LiveBook"]
