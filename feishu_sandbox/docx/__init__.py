"""The part of the platform that serves docx."""
