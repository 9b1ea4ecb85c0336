"""Alembic's scripts; `feishu_connect.store.migrating` runs them."""
