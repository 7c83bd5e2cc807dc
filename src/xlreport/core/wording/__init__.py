"""What people write into cells, as grammars: parties, contacts, deadlines, progress, addresses."""
