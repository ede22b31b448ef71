"""A flow and a stream → a document; never from widgets."""
