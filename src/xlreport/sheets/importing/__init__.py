"""What importing paints: 导入报告."""
