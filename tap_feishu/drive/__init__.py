"""Folders and wiki spaces, walked; what is told of the files."""
