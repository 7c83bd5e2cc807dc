"""The list of whom to remind, and the papers that remind."""
