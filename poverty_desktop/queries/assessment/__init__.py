"""Figures with those who are behind them, and promised work that is overdue."""
