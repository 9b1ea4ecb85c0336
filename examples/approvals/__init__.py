"""A change-request table whose rows are approved in Feishu, and hear of it."""
