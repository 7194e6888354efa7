"""What comes over the wire: letters and calls. Knows events and errors only."""
