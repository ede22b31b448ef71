"""GitHub, and GitHub Enterprise by its base address."""
