"""Departments' lists, compared with the register."""
