"""Helpers, visits, the team's days, duties and merits."""
