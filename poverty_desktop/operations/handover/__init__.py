"""Between laptops and office: admission, packs, bundles, network, conflicts, a passphrase set anew."""
