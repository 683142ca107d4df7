"""Interviews: at the door, from paper, keyed twice, handed back, sent to and taken from other servers."""
