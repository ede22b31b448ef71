"""A log in parts: in processes of this machine, or on a cluster."""
