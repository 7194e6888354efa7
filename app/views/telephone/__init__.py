"""The room of calls: every call that the exchange has told of, what was said in it, and calling from everywhere."""
