"""Checks and verification rounds (回头看): findings, outcomes, the balance, the back-check."""
