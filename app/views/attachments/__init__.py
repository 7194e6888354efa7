"""Files beside a record: dropped on it or chosen, read off the main thread, listed, opened, taken away and back."""
