"""Pure domain logic: plain data in, plain data out, no spreadsheet library and no I/O."""
