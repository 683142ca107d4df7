"""The page of assessment: what was promised, what is counted, who is behind it, what is overdue."""
