"""An xlwings engine for LibreOffice Calc: ``register()``, then use xlwings as ever."""

from xlreport.calc.engine import ATTACH_VARIABLE, register
from xlreport.calc.office import Office

__all__ = ["ATTACH_VARIABLE", "Office", "register"]
