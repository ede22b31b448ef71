"""What the guide asks, suggests and understands; nothing here draws."""
