"""Measures of poverty as published: pure functions over numbers, for a second opinion and never for a decision."""
