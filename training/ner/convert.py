"""Annotated texts as JSON lines to spaCy's DocBin, with single characters as tokens.

    python training/ner/convert.py annotated.jsonl OUT [--dev-every 5]

A line is ``{"text": "…", "spans": [{"start": 0, "end": 10, "label": "ORG"}]}``; offsets are code
points, end exclusive, as in the records of kejichu. Every fifth line goes to ``OUT/dev.spacy``,
the others to ``OUT/train.spacy``. Since each character is a token, every span fits and none is
lost on the way; a span that overlaps another or leaves the text is an error that names its line.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab


def characters(vocab: Vocab, text: str) -> Doc:
    """The text as a Doc with a token for every character, blanks too."""
    return Doc(vocab, words=list(text), spaces=[False] * len(text))


def annotated(path: Path) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Text and spans of every line. Raises ValueError that names the line."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text = str(record["text"])
            spans = sorted(
                (int(s["start"]), int(s["end"]), str(s["label"])) for s in record["spans"]
            )
            _check(text, spans)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: {type(error).__name__}: {error}") from error
        yield text, spans


def _check(text: str, spans: list[tuple[int, int, str]]) -> None:
    last = 0
    for start, end, label in spans:
        if not last <= start < end <= len(text):
            raise ValueError(
                f"{label} {start}..{end} overlaps another, is empty or leaves the text"
            )
        # spaCy cannot learn such a span and would stop in the middle of the training.
        if text[start].isspace() or text[end - 1].isspace():
            raise ValueError(f"{label} {start}..{end} begins or ends with a blank")
        last = end


def to_docs(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """The Docs of a file, entities set and everything else known to be outside of them."""
    for text, spans in annotated(path):
        doc = characters(vocab, text)
        # A token is a character, so that token offsets are code points.
        doc.set_ents([Span(doc, start, end, label) for start, end, label in spans])
        yield doc


def convert(path: Path, folder: Path, dev_every: int = 5) -> tuple[int, int]:
    """Write ``train.spacy`` and ``dev.spacy``; numbers of their texts. Raises ValueError."""
    docs = list(to_docs(path, spacy.blank("zh").vocab))
    dev = docs[dev_every - 1 :: dev_every]
    train = [doc for at, doc in enumerate(docs, 1) if at % dev_every]
    if not train or not dev:
        raise ValueError(
            f"{path.name}: {len(docs)} texts are too few for a training and a dev part"
        )
    folder.mkdir(parents=True, exist_ok=True)
    DocBin(docs=train).to_disk(folder / "train.spacy")
    DocBin(docs=dev).to_disk(folder / "dev.spacy")
    return len(train), len(dev)


@click.command()
@click.argument("annotated_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dev-every", default=5, show_default=True, type=click.IntRange(2))
def command(annotated_file: Path, folder: Path, dev_every: int) -> None:
    """Annotated JSON lines to train.spacy and dev.spacy in FOLDER."""
    try:
        train, dev = convert(annotated_file, folder, dev_every)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{train} texts to train on, {dev} to choose the best model by")


if __name__ == "__main__":
    command()
