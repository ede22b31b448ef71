"""What bends the numbers: findings about a log, its map and its items."""
