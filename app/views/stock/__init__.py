"""The rooms of the stock: what lies where, what has moved, and counting it."""
