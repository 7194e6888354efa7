"""Calls on this desk: pop-ups that never take the keyboard, their notes, and dialling from every number."""
