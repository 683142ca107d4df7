"""Households, persons and villages: lists come in, facts are corrected, members come and go."""
