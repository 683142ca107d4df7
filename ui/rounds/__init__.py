"""The page of verification rounds (回头看): everybody on the books confirmed, household after household."""
