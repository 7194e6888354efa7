"""The receiving station: one screen for a clerk with a scanner, read from two metres, worked with gloves and no mouse."""
