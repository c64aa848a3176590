"""Bytes to Document: what a reader sees, with the way back to the source."""
