"""The room where heads keep ready texts for letters."""
