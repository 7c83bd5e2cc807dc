"""The ports to spreadsheets: one protocol, and the engines that speak it."""
