"""The command `feishu-connect`."""
