"""People of the company: taken in, changed, let go."""
