"""The administrator's room of the mail channel: mailboxes with their health, quarantine, how letters go out."""
