"""Letters of people: written in windows of their own, kept while they are typed, sent with undo, read without a network."""
