"""The part of the platform that serves sheets."""
