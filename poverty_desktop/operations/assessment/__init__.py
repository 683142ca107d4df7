"""Targets, self-assessment and review, figures that are kept and computed again."""
