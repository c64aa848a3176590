"""Exploring a run in the browser: search, download of what was found, coding of surveys."""
