"""A note or a task in one key from anywhere, about whatever the room shows."""
