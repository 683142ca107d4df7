"""Use cases: the only doors to writing."""
