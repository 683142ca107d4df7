"""Excel and fixed-width files in, Excel out."""
