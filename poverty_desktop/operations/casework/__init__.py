"""Clues and procedures: step by step, with their clocks."""
