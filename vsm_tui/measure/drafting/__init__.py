"""What a log gives away to whoever maps it: its states, their roles, a first stream."""
