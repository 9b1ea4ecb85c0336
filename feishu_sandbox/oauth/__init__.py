"""Signing users in: the authorize page, the token endpoint, who the user is."""
