Attribute VB_Name = "RibbonXlreport"
Option Explicit

' Every button of customUI14.xml ends here. What a click does is decided in Python: xlreport.ribbon.
' What would keep Python from being started is looked for first and said in words of our own, because
' xlwings' module says it in English. The words stand on the add-in's sheet: src/xlreport/addin/words.py.

Private Const ACCESS_DENIED As Long = -2147024891
Private Const PERMISSION_DENIED As Long = 70
Private Const CANNOT_CREATE_OBJECT As Long = 429

Public Sub OnAction(control As IRibbonControl)
    Dim Obstacle As String
    On Error GoTo Failed
    Obstacle = ProtectedViewInFront()
    If Obstacle = "" Then
        If ActiveWorkbook Is Nothing Then Workbooks.Add ' xlwings cannot do without one; Python says what to open
        Obstacle = ObstacleIn(ActiveWorkbook)
    End If
    If Obstacle <> "" Then
        SpeakXlreport.Say Obstacle, Setting("XLREPORT_TITLE")
    ElseIf RunPython("import xlreport.ribbon; xlreport.ribbon.click('" & control.ID & "')") <> 0 Then
        SpeakXlreport.Say Setting("XLREPORT_CRASHED"), Setting("XLREPORT_TITLE")
    End If
    Exit Sub
Failed:
    SpeakXlreport.Say Explained(Err.Number, Err.Description), Setting("XLREPORT_TITLE")
End Sub

' Why Python cannot be started with a workbook in front, or nothing.
Private Function ObstacleIn(Book As Workbook) As String
    Dim Found As String
    Found = MissingFile()
    If Found <> "" Then
        ObstacleIn = Filled("XLREPORT_MISSING", Found, "")
        Exit Function
    End If
    Found = SheetTakenForPython(Book)
    If Found <> "" Then
        ObstacleIn = Filled("XLREPORT_PY_SHEET", Found, "")
        Exit Function
    End If
    Found = CharactersThatAreLost(Book.FullName)
    If Found <> "" Then ObstacleIn = Filled("XLREPORT_PATH", Found, Book.FullName)
End Function

' A file in Protected View is no workbook, and the one behind it is not meant.
Private Function ProtectedViewInFront() As String
    #If Not Mac Then
    Dim Name As String
    On Error Resume Next ' there may be no such window
    Name = Application.ActiveProtectedViewWindow.SourceName
    On Error GoTo 0
    If Name <> "" Then ProtectedViewInFront = Filled("XLREPORT_PROTECTED_VIEW", Name, "")
    #End If
End Function

' The first of the files that a click needs which xlwings' module does not see, or nothing.
Private Function MissingFile() As String
    Dim Path As Variant
    For Each Path In Split(Setting("XLREPORT_NEEDED"), vbLf)
        If MissingFile = "" And Not xlwings.FileExists(CStr(Path)) Then MissingFile = CStr(Path)
    Next Path
End Function

' xlwings' module takes such a sheet for a program and asks for a licence.
Private Function SheetTakenForPython(Book As Workbook) As String
    Dim Sheet As Worksheet
    For Each Sheet In Book.Worksheets
        If Right$(Sheet.Name, 3) = ".py" Then SheetTakenForPython = Sheet.Name
    Next Sheet
End Function

' What the command line of a click would take for something else in the path of a workbook, or nothing.
Private Function CharactersThatAreLost(FullName As String) As String
    #If Mac Then
    Dim Position As Integer
    For Position = 1 To Len(FullName)
        If InStr("""$\|" & Chr(96), Mid$(FullName, Position, 1)) > 0 Then CharactersThatAreLost = Mid$(FullName, Position, 1)
    Next Position
    #Else
    If InStr(FullName, "^&") > 0 Then CharactersThatAreLost = "^&"
    If xlwings.ExpandEnvironmentStrings(FullName) <> FullName Then CharactersThatAreLost = "%"
    #End If
End Function

' What an error of VBA's means to the user.
Private Function Explained(Number As Long, Description As String) As String
    Select Case Number
    Case PERMISSION_DENIED, CANNOT_CREATE_OBJECT, ACCESS_DENIED
        Explained = Filled("XLREPORT_BLOCKED", CStr(Number), Description)
    Case Else
        Explained = Filled("XLREPORT_FAILED", CStr(Number), Description)
    End Select
End Function

Private Function Filled(Name As String, First As String, Second As String) As String
    Filled = Replace(Replace(Setting(Name), "{0}", First), "{1}", Second)
End Function

' A value on the add-in's own sheet.
Private Function Setting(Name As String) As String
    Dim Row As Long
    Row = 1
    Do While ThisWorkbook.Worksheets(1).Cells(Row, 1).Value <> ""
        If ThisWorkbook.Worksheets(1).Cells(Row, 1).Value = Name Then
            Setting = ThisWorkbook.Worksheets(1).Cells(Row, 2).Value
            Exit Function
        End If
        Row = Row + 1
    Loop
End Function
