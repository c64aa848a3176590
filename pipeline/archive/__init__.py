"""The archive: everything that sites served, in WARC files with a ledger in the store.

What holds at any time, also after a crash: a capture that was confirmed is in a file, whole, on
disk; the store knows its place, length and digest; nothing of it ever changes. Bytes that a crash
left after the last confirmed capture of a file are cut off before the archive is written again.
"""

from pipeline.archive.archive import Archive
from pipeline.archive.exchange import Exchange
from pipeline.archive.faults import ArchiveError

__all__ = ["Archive", "ArchiveError", "Exchange"]
