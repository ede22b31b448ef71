"""Bytes ↔ stream: reading with line and column, splice-saving, atomic writes, where things live."""
