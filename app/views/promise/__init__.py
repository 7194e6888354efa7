"""The room of the promise: when the inbox was emptied, by whom, what was late [M13]."""
