"""Errors of a crawl that a user has to mend."""


class CrawlError(RuntimeError):
    """A crawl that cannot start or go on; one sentence that says what to do."""
