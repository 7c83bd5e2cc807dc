"""What every drawn sheet is made of: style tokens, cells, page setup, lists, charts, new workbooks."""
