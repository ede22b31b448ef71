"""Azure DevOps: builds with their jobs, and pull requests of its repositories."""
