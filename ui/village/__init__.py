"""The page of the village: its yearly record, its households' sums beside it, the whole-village programme."""
