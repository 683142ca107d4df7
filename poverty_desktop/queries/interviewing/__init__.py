"""What interviews read of the register, and the list of the completed ones."""
