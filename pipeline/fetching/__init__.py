"""Fetching: polite, guarded and bounded HTTP, whose bytes are kept as they came."""
