"""How far every department is in a period, and the words in which it is reminded."""
