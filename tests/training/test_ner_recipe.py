"""The training recipe: annotated lines are converted without loss, and a trained name is found."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.cli.train import train
from spacy.tokens import DocBin

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "training" / "ner"

NAMES = ("雷文图利", "科伊武", "兹瓦尔泰赫", "泰勒姆", "敦德格", "𠮷田精机")
FRAMES = (
    "{}公司寻求合作。",
    "我处走访了{}公司，双方商谈。",
    "芬兰{}公司成立于1998年",
    "联系单位：{}公司",
    "由{}公司研制的电池",
)


def lines() -> list[dict[str, object]]:
    found = []
    for frame in FRAMES:
        for name in NAMES:
            text, start = frame.format(name), frame.index("{}")
            span = {"start": start, "end": start + len(name) + 2, "label": "ORG"}
            found.append({"text": text, "spans": [span]})
    return found


def written(folder: Path, records: list[dict[str, object]]) -> Path:
    path = folder / "annotated.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return path


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(RECIPE))


def test_every_span_is_converted(tmp_path: Path, recipe: None) -> None:
    from convert import convert

    assert convert(written(tmp_path, lines()), tmp_path, dev_every=3) == (20, 10)
    vocab = spacy.blank("zh").vocab
    docs = [
        doc
        for part in ("train", "dev")
        for doc in DocBin().from_disk(tmp_path / f"{part}.spacy").get_docs(vocab)
    ]
    names = sorted(ent.text for doc in docs for ent in doc.ents)
    assert names == sorted(f"{name}公司" for name in NAMES for _ in FRAMES)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(0, 9, "ORG")], "annotated.jsonl:2: ValueError: ORG 0..9"),
        ([(0, 3, "ORG"), (2, 4, "LOC")], "LOC 2..4 overlaps"),
        ([(2, 2, "ORG")], "ORG 2..2"),
        ([(2, 5, "ORG")], "begins or ends with a blank"),
    ],
)
def test_a_span_that_cannot_be_learnt_names_its_line(
    tmp_path: Path, recipe: None, spans: list[tuple[int, int, str]], message: str
) -> None:
    from convert import convert

    bad = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    records = [{"text": "好", "spans": []}, {"text": "中国公司 好", "spans": bad}]
    with pytest.raises(ValueError, match=message.replace("..", r"\.\.")):
        convert(written(tmp_path, records), tmp_path)


def test_a_trained_name_is_found(tmp_path: Path, recipe: None) -> None:
    path = written(tmp_path, lines())
    converted = subprocess.run(
        [sys.executable, RECIPE / "convert.py", path, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "24 texts to train on" in converted.stdout
    train(
        RECIPE / "config.cfg",
        tmp_path / "out",
        overrides={
            "paths.train": str(tmp_path / "train.spacy"),
            "paths.dev": str(tmp_path / "dev.spacy"),
            "training.max_steps": 100,
            "training.eval_frequency": 20,
            "training.optimizer.learn_rate": 0.005,
            "components.tok2vec.model.encode.width": 32,
            "components.tok2vec.model.encode.depth": 2,
        },
    )
    nlp = spacy.load(tmp_path / "out" / "model-last")
    # Its beginning is of one sentence trained on, its end of another.
    doc = nlp("我处走访了雷文图利公司研制的电池")
    assert [(e.start_char, e.text, e.label_) for e in doc.ents] == [(5, "雷文图利公司", "ORG")]

    from score import scores

    assert scores(nlp, path).f1 > 0.8


def test_the_scorer_tells_both_pipelines(tmp_path: Path) -> None:
    blank = spacy.blank("zh")
    blank.to_disk(tmp_path / "blank")
    done = subprocess.run(
        [sys.executable, RECIPE / "score.py", tmp_path / "blank", written(tmp_path, lines())],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()[1:]}
    assert rows["blank"] == ["0.0"] * 4
    assert float(rows["kejichu_lac"][2]) > 50
