"""Reviewing a run: what there is to decide, deciding it, and taking it back."""
