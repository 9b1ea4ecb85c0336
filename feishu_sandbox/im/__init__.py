"""Instant messaging v1: chats and messages."""
