Attribute VB_Name = "SpeakXlreport"
Option Explicit

' A message box for every language: VBA's own MsgBox on Windows shows the characters of the system's
' code page only, and question marks for the rest.

#If Mac Then
#ElseIf VBA7 Then
    Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal Owner As LongPtr, ByVal Text As LongPtr, ByVal Title As LongPtr, ByVal Style As Long) As Long
#Else
    Private Declare Function MessageBoxW Lib "user32" (ByVal Owner As Long, ByVal Text As Long, ByVal Title As Long, ByVal Style As Long) As Long
#End If

Public Sub Say(Text As String, Title As String)
    #If Mac Then
        MsgBox Text, vbExclamation, Title
    #Else
        MessageBoxW Application.Hwnd, StrPtr(Text), StrPtr(Title), vbExclamation
    #End If
End Sub
