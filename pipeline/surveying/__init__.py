"""Surveying: what became of opportunities, by a random sample that people code."""
