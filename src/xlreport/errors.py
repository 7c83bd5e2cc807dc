"""The one exception base: an action cannot go on, and the clerk must be told why.

Things the clerk should look at while the action goes on (a validation finding, a rejected file,
a merge conflict) are values, not exceptions.
"""


class XlreportError(Exception):
    """An action stopped; carries three plain Chinese statements for the clerk.

    ``happened`` says what went wrong and where, ``untouched`` what was left as it was, ``todo``
    what the clerk should do next. Each is a clause without a closing full stop.
    """

    def __init__(self, happened: str, *, untouched: str, todo: str) -> None:
        self.happened = happened
        self.untouched = untouched
        self.todo = todo
        super().__init__(f"{happened}。{untouched}。{todo}。")


class LossError(XlreportError):
    """Saving would drop parts of the clerk's workbook that openpyxl cannot carry."""


class WorkbookError(XlreportError):
    """A workbook is missing, locked, damaged or not of the expected shape."""


class SourceError(XlreportError):
    """An import source holds no task table that can be read."""


class SettingsError(XlreportError):
    """A value on the settings sheet or on the command line cannot be used."""
