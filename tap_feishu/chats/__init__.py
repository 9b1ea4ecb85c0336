"""Chats and what was written in them."""
