"""Widgets that belong to no single screen."""
