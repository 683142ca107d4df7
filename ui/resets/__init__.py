"""A forgotten passphrase in the window: the laptop asks, two persons at the office answer."""
