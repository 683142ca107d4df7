"""Documents: frozen values in, PDF bytes out."""
