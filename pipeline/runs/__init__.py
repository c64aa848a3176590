"""Runs: pages through the worker pool into an immutable folder of records."""
