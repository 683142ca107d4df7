"""The one interface to hashes, signatures, sealing and key derivation."""
