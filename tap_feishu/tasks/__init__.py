"""Task lists and what is found in them."""
