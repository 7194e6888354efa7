"""Pure: rows in, Document out."""
