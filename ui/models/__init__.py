"""Item models that pages share; they hold frozen rows and no rules."""
