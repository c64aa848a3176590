"""Revisions in order: ``v0001_…``, ``v0002_…``; the file's name is the revision's id."""
