"""Two runs compared: which records belong together, what changed in them, and why."""
