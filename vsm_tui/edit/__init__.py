"""Every change to a stream as a value with a name; history, undo and redo."""
