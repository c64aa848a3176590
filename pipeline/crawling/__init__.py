"""Crawling: from the lists of a source to its items and their files, into the archive."""
