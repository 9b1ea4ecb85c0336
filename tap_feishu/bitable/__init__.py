"""Tables: opened, read, converted, compared with the last run."""
