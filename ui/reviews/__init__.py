"""Completed interviews: read, handed back with comments, corrected, keyed a second time."""
