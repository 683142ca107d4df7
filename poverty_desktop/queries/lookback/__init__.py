"""Verification rounds and back-checks as screens and papers show them."""
