"""The workbook of a pack: its sheets, its rows, and every cell that cannot be read."""
