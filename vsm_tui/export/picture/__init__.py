"""Rows of a drawing as pictures."""
