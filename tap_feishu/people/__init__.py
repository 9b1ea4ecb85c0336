"""Departments, people and groups in sight."""
