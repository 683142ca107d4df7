"""Read models: frozen rows, one module for each screen or paper."""
