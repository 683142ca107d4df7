"""Papers of households and villages: printed, signed, bound, boxed, filled for other offices."""
