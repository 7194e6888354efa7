"""The service between the wire and the books: takes letters in, sends those that wait, one process at a time."""
