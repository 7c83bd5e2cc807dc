"""One module per button: each orchestrates core functions over the Book and Ui ports."""
