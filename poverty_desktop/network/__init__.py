"""The same files over the local network: an HTTPS service that takes and gives them, and who carries them there."""
