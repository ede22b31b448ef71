"""GitLab: merge requests, issues, pipelines, deployments and releases of a project."""
