"""The ribbon: what a click on each button does, called by Excel through xlwings' RunPython."""

from xlreport.ribbon.answering import click

__all__ = ["click"]
