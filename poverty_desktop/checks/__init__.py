"""Checks of the pack over the register: run set-wise as SQL or on one household as a tree; findings and waivers."""
