"""Needs, measures, helpers, visits, the days and duties of a team."""
