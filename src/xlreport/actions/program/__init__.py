"""The program itself: the add-in, help, the demonstration."""
