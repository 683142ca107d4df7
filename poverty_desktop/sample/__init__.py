"""The synthetic county: plausible households in which no real person can be found."""
