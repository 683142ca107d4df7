"""The page that covers the window while nobody sits before it."""
