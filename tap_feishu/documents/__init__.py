"""Documents and spreadsheets: found, read at one revision."""
