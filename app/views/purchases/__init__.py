"""What is bought, from whom and until when."""
