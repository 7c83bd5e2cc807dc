Attribute VB_Name = "RibbonXlreport"
Option Explicit

' Every button of customUI14.xml ends here. What a click does is decided in Python: xlreport.ribbon.

Public Sub OnAction(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then Workbooks.Add ' xlwings cannot do without one; Python says what to open
    RunPython "import xlreport.ribbon; xlreport.ribbon.click('" & control.ID & "')"
End Sub
