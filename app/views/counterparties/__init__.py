"""Customers, leads, partners and suppliers: the list, the card, the page with the whole history."""
