"""Signing in: the own login, or a desk of the try-out."""
