"""Households, persons and villages as lists, files and histories."""
