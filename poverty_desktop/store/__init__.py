"""The only place that speaks SQL: the encrypted file, its schema, journal, projection, search and backup."""
