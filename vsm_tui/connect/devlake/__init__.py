"""An Apache DevLake database: issues, pull requests, builds and deployments of its domain layer."""
