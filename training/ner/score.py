"""A trained pipeline against annotated JSON lines, on characters, beside ``kejichu_lac``.

python training/ner/score.py MODEL annotated.jsonl
"""

from collections.abc import Iterable
from pathlib import Path

import click
import spacy
from convert import annotated
from spacy.language import Language

from pipeline.evaluation.entity_scores import EntityScores, Labelled, score_entities
from pipeline.tagging.entities import chinese_entities


def found_by(nlp: Language, texts: Iterable[str]) -> list[list[Labelled]]:
    """Entities of each text in code points, as the pipeline labels them."""
    return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]


def scores(nlp: Language, path: Path) -> EntityScores:
    """Scores of a pipeline on the texts of a file. Raises ValueError, see ``annotated``."""
    texts, gold = zip(*annotated(path), strict=True)
    return score_entities(zip(gold, found_by(nlp, texts), strict=True))


@click.command()
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("annotated_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(model: Path, annotated_file: Path) -> None:
    """Scores of MODEL and of kejichu_lac on the texts of ANNOTATED_FILE."""
    click.echo("pipeline      P      R      F1     F1 relaxed")
    for name, nlp in ((model.name, spacy.load(model)), ("kejichu_lac", chinese_entities())):
        s = scores(nlp, annotated_file)
        row = (s.precision, s.recall, s.f1, s.relaxed_f1)
        click.echo(f"{name:12}" + "".join(f"  {100 * share:5.1f}" for share in row))


if __name__ == "__main__":
    command()
