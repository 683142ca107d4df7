"""Projects, funds and payments as screens and papers show them."""
