"""The household list and the household file."""
