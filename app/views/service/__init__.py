"""Service after the sale: visits, contracts, offers, commissioning, certificates."""
