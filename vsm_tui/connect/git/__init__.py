"""A local Git repository."""
