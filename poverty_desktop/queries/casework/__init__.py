"""Clues, procedures and the entry list as screens and papers show them."""
