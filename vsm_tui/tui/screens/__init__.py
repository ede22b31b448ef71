"""One module per screen: composition and handlers; numbers come from the session."""
