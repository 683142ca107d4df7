"""Backups in the window: those that make themselves, and the list of what can be brought back."""
