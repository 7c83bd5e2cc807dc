"""`python -m xlreport` is the same as the `xlreport` command."""

from xlreport.cli import main

main()
