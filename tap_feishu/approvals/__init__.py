"""Approval instances: which to read, and their forms."""
