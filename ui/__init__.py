"""The window: Qt widgets only; no rules, no SQL, no cryptography."""
