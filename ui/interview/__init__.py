"""The interview at the door, and the paper form keyed in later."""
