"""What the plant makes, for whom and until when."""
