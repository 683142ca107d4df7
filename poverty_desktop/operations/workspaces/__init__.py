"""A workspace: begun, opened, filled with a sample, undone, backed up, proved; and its log."""
