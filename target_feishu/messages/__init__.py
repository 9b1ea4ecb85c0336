"""Records as messages to chats and people."""
