"""An xlwings engine for LibreOffice Calc: ``register()``, then use xlwings as ever."""

from xlreport.calc.engine import ATTACH_VARIABLE, CALLER_VARIABLE, caller, register
from xlreport.calc.office import Office

__all__ = ["ATTACH_VARIABLE", "CALLER_VARIABLE", "Office", "caller", "register"]
