"""Resolving: which names are one party, and which records are one opportunity."""
