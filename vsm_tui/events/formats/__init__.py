"""Files of every format as events."""
