"""Records as tasks: made once, kept up to date, deleted with their records."""
