"""Each item's way: its stays, its visits, its waiting, and sums over them that merge."""
