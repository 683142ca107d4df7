"""Bundles, conflicts and what waits, as their screens show them."""
