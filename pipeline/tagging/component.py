"""``kejichu_lac``: Chinese named entities as a component of a spaCy pipeline.

    nlp = spacy.blank("zh")
    nlp.add_pipe("kejichu_lac")
    nlp("芬兰国家技术研究中心位于埃斯波。").ents

The names are found in the text, not in the tokens, and may begin or end inside a token. So that
none is lost, ``doc.spans["kejichu_lac"]`` holds all of them, widened to whole tokens;
``doc._.kejichu_lac`` holds their exact ``(start, end, label)`` in code points; and ``doc.ents``
holds the widened ones of which no two share a token, the longer first. With single characters as
tokens, which is what a blank Chinese pipeline has, the three agree.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from pipeline.tagging.lac import lac
from pipeline.tagging.merging import Name, merge, raw

NAME = "kejichu_lac"

Doc.set_extension(NAME, default=(), force=True)


class LacEntities:
    """The component. It holds no model, which is the process's own, and so can be pickled."""

    def __init__(self, merging: bool = True) -> None:
        self.merging = merging

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its entities set."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Docs with their entities set, in order; sentences of equal length in a batch run as one.

        What is found in a Doc does not depend on the batch that it is in.
        """
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            for doc, names in zip(docs, self.names([doc.text for doc in docs]), strict=True):
                _set(doc, names)
                yield doc

    def names(self, texts: list[str]) -> list[list[Name]]:
        """The names in each text, in code points, without any tokens."""
        found = zip(texts, lac().words(texts), strict=True)
        return [merge(text, words) if self.merging else raw(words) for text, words in found]


@Language.factory(NAME, assigns=["doc.ents", "doc.spans"], default_config={"merging": True})
def make_lac(nlp: Language, name: str, merging: bool) -> LacEntities:
    """The component for a pipeline; without ``merging`` LAC's entities are left as they are."""
    return LacEntities(merging)


def _set(doc: Doc, names: list[Name]) -> None:
    widened = (
        doc.char_span(name.start, name.end, label=name.label.value, alignment_mode="expand")
        for name in names
    )
    spans = [span for span in widened if span is not None]
    doc.spans[NAME] = spans
    doc.ents = filter_spans(spans)
    doc._.kejichu_lac = [(name.start, name.end, name.label.value) for name in names]
