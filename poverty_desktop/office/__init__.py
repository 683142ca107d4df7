"""The office's work on bundles: taking in, merging, receipts."""
