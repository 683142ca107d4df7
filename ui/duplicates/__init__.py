"""Persons who may have been entered twice."""
