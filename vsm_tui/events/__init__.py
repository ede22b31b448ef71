"""The event log, and everything that reads or writes one from a file."""
