"""A terminal value-stream mapper: estimated and measured flow on one map."""

__version__ = "0.1.0"
