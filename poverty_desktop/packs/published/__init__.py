"""The published form of a pack: written at the office, read at every laptop."""
