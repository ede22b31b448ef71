"""Jenkins: builds of jobs, folders and branches."""
