"""Doubles: the list of who may be one, both side by side, merging them, and parting them again."""
