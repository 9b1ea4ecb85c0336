"""A SQLite file as a Singer warehouse: one target that loads it, one tap that reads it back."""
