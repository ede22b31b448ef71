"""Where events come from: files of every shape as one log in order, kept for the next time."""
