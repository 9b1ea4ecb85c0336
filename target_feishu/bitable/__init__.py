"""Records as rows of Bitable tables: plan, send, confirm."""
