"""The numbers of the measured flow, from sums that merge."""
