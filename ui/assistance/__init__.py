"""Assistance: needs against measures, who is entitled, departments' lists, figures."""
