"""The preview of the corrections of 自动规范."""
