"""Transactions, hash chains, replicas and the pure merge."""
