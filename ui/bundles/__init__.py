"""Reporting: what leaves the laptop, what the office has, and what is safe there."""
