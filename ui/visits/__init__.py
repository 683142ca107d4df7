"""A visit that is written down in one gesture."""
