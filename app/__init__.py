"""Kontor: the desk of a company that makes and sells industrial equipment."""

from app import on_first_use

__version__ = "0.1.0"

on_first_use.install()
