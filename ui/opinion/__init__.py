"""The page of the second opinion: lists to look at, the measures behind them, never a decision."""
