"""Digest fields of records, checked in any of the notations that archives hold."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Iterator

from pipeline.inputs.http_message import BodyError, read_head, unchunked, undo_codings
from pipeline.inputs.records import ArchiveRecord

# Names as written in archives, without their hyphens.
_ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
# Kinds whose payload is in the record: that of a revisit is in another.
_WITH_PAYLOAD = frozenset({"response", "resource", "request", "metadata", "conversion"})


def digest_faults(record: ArchiveRecord, block: bytes) -> Iterator[tuple[str, str]]:
    """Code and sentence of each digest of a record that its block does not have.

    A digest that is missing, or of an unknown algorithm, is no fault: ``checked`` tells.
    """
    wanted = record.header("WARC-Block-Digest")
    if wanted and not _any_has(wanted, [block]):
        yield "block_digest", "the block's bytes are not those of its digest"
    wanted = record.header("WARC-Payload-Digest")
    if wanted and record.kind in _WITH_PAYLOAD and not _any_has(wanted, _payloads(block)):
        yield "payload_digest", "the payload's bytes are not those of its digest"


def checked(record: ArchiveRecord) -> bool:
    """Whether the record has a digest that can be checked."""
    names = ["WARC-Block-Digest"]
    if record.kind in _WITH_PAYLOAD:
        names.append("WARC-Payload-Digest")
    return any(_parts(record.header(name) or "") for name in names)


def _any_has(wanted: str, candidates: Iterable[bytes]) -> bool:
    parts = _parts(wanted)
    if parts is None:
        return True
    algorithm, values = parts
    return any(hashlib.new(algorithm, data).digest() in values for data in candidates)


def _parts(field: str) -> tuple[str, list[bytes]] | None:
    """Algorithm and the digests that the text may mean; None where it cannot be checked."""
    name, _, text = field.strip().partition(":")
    algorithm = name.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    size = hashlib.new(algorithm).digest_size
    values = [value for value in _decoded(text.strip()) if len(value) == size]
    # A digest of the wrong length is one that nothing can have, not one that cannot be checked.
    return algorithm, values


def _decoded(text: str) -> Iterator[bytes]:
    decoders: tuple[Callable[[], bytes], ...] = (
        lambda: bytes.fromhex(text),
        lambda: base64.b32decode(text.upper() + "=" * (-len(text) % 8)),
        lambda: base64.b64decode(text + "=" * (-len(text) % 4), validate=True),
    )
    for decode in decoders:
        try:
            yield decode()
        except (ValueError, binascii.Error):
            continue


def _payloads(block: bytes) -> Iterator[bytes]:
    """What programs have taken for the payload: the body as it is, the body without its codings,
    and, as some early ones did, the whole block.
    """
    head = read_head(block) if block.startswith(b"HTTP/") else None
    if head is None:
        # A request's payload is what follows its head.
        yield block
        yield block.partition(b"\r\n\r\n")[2]
        return
    yield block[head.end :]
    yield block
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: unchunked(block[head.end :]),
        lambda: undo_codings(head, block),
    )
    for undone in ways:
        try:
            yield undone()
        except BodyError:
            continue
