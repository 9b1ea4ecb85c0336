"""The demo: a sandboxed tenant, a warehouse in one file, and Meltano carrying rows both ways."""
