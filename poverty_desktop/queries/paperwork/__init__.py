"""What is printed on the papers of households and villages."""
