"""Taking in what comes back: from folders, mailboxes and archives."""
