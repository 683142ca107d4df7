"""A roster comes in: columns, preview row by row, import."""
