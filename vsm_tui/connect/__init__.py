"""Live sources: one file per tool, each yields events; the only room that knows the HTTP client."""
