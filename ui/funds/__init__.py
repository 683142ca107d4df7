"""Funds: the project library, the fund ledger, lists to households, three ledgers compared, risks."""
