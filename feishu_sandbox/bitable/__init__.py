"""Bitable (Base) v1: documents, tables, fields, views and records."""
