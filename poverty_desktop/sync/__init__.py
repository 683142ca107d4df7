"""Keys, certificates and signed, sealed bundles."""
