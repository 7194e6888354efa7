"""Deals: the board of stages, and the page of one deal."""
