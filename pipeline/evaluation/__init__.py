"""Scoring of a run against a gold set: how well each field is read, with intervals and floors."""
