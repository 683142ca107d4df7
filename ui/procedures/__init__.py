"""The page of clues, running procedures and the entry list."""
