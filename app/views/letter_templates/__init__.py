"""The room of templates of letters: senders, a letter with its marks, what they find, and the trial before saving."""
