"""Contacts v3: the directory as an app may see it."""
