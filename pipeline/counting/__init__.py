"""Counting: how many opportunities, from where, through which mission, in which technology."""
