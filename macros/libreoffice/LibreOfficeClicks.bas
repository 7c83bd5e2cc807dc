Option Explicit

' Every button of LibreOffice's tool bar ends here. What a click does is decided in Python: xlreport.ribbon.
' LibreOffice lets our Python in through a pipe that only its own user can open; its name is drawn once in
' each run of LibreOffice. Where Python and our sources lie stands in the module Settings, which is written
' when the tool bar is installed.

Global Pipe As Object ' it is closed when nobody holds it
Global PipeName As String

Sub Click(Button As String)
    Dim Path As String
    On Error Goto Failed
    For Each Path In Array(PYTHON, SCRIPT)
        If Not FileExists(ConvertToURL(Path)) Then
            Say "没有找到程序文件“" & Path & "”，程序文件夹可能移动、改名或删掉了。" & NOTHING_DONE & _
                "请再运行一次 addin install --libreoffice，重新打开 LibreOffice 后再点。"
            Exit Sub
        End If
    Next Path
    If PipeName = "" Then OpenPipe
    Shell Quoted(PYTHON), 0, "-B " & Quoted(SCRIPT) & " " & Button & " " & PipeName & " " & _
        ThisComponent.RuntimeUID, False
    Exit Sub
Failed:
    Say "程序没有启动起来（" & Error$ & "）。" & NOTHING_DONE & "再点一次还是这样，请把这句话发给维护人员。"
End Sub

Private Sub OpenPipe
    Dim Drawn As String
    Dim Digit As Integer
    Randomize
    Drawn = "xlreport-"
    For Digit = 1 To 16
        Drawn = Drawn & Hex(Int(Rnd * 16))
    Next Digit
    Pipe = createUnoService("com.sun.star.office.Acceptor")
    Pipe.initialize(Array("pipe,name=" & Drawn & ";urp;StarOffice.ComponentContext", True))
    PipeName = Drawn
End Sub

Private Function Quoted(Path As String) As String
    Quoted = Chr(34) & Path & Chr(34)
End Function

Private Sub Say(Text As String)
    MsgBox Text, 48, "任务分工"
End Sub
