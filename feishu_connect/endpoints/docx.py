"""Docx v1: documents and their blocks."""

from __future__ import annotations
