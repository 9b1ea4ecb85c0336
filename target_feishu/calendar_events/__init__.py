"""Calendar events: one of each key, with its attendees."""
