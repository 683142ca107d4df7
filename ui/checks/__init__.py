"""The page of checks: what they found, why it may stand, and the way to the facts."""
