"""Documents out of records: Markdown or HTML becomes docx."""
