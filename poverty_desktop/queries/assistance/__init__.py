"""Needs, measures, helpers, visits and the team's days as screens show them."""
