"""A stream as a hand-out: what one says, and in which formats it is said."""
