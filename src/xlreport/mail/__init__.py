"""Mail: composing it, the ways out, and what arrives: messages, saved mails and archives, mailboxes."""
