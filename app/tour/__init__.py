"""The company's day, played through the real windows: the demonstration, the acceptance test, the source of pictures."""
