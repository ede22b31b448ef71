"""Event log + stream → measured flow; the only room that knows numpy, DuckDB and pandas."""
