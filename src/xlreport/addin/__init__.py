"""The Excel add-in, written without Excel: VBA project, ribbon and the package around them."""
