"""The headless library of 驻村工作台: register, journal, checks, papers and bundles, usable without a window."""

__version__ = "0.1.0"
