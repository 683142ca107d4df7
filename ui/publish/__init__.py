"""The office publishes: files laid down, looked at, made an edition."""
