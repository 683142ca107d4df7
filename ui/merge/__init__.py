"""The office merges what the villages sent: facts with several values, decided one after another."""
