"""XLSForms: read, refused with the place to mend, compiled."""
