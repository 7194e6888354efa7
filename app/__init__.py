"""Kontor: the desk of a company that makes and sells industrial equipment."""

__version__ = "0.1.0"
