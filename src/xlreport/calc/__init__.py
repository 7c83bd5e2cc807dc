"""An xlwings engine for LibreOffice Calc."""
