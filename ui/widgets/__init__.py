"""Widgets that every page shares; they know no record."""
