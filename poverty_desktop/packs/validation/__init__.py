"""What is wrong with a pack, found before a laptop meets it."""
