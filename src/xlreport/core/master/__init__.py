"""What a master workbook says: its data sheets as records, and all of them as one `Master`."""
