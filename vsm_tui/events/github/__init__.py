"""GitHub's pull requests, issues, runs, deployments and releases as events: pure, from what was kept of them."""
