"""Everything official as data: read, checked, published and loaded as an immutable policy pack."""
