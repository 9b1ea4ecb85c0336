"""Records that become approvals."""
