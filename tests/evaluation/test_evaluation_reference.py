"""Every figure is that of the reference scorer, on random distortions of the fixtures' gold."""

import json
import random
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import FIXTURES, ROOT, predicted, record, write_gold, write_lines, write_run

from models.codes import DevelopmentStage, Direction, IpStatus, PartyType
from pipeline.evaluation.report import as_data
from pipeline.evaluation.scoring import evaluate

SCORER = ROOT.parent / "shared" / "acceptance" / "score.py"
COUNTS = (
    "pages",
    "gold_opportunities",
    "predicted_opportunities",
    "predictions_on_unknown_pages",
    "metrics",
)

pytestmark = pytest.mark.skipif(not SCORER.is_file(), reason="the reference scorer is not here")


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    pages = []
    for number, path in enumerate(sorted(FIXTURES.glob("*/gold.json"))):
        kind = json.loads(path.with_name("meta.json").read_text("utf-8"))["kind"]
        page_id = f"{kind}-{number:02}"
        own = {"page_id": page_id, "file": f"{page_id}.html"}
        pages.append(json.loads(path.read_text("utf-8")) | own)
    assert len(pages) > 20
    return pages


def _typo(text: str, draw: random.Random) -> str:
    chars = list(text)
    for _ in range(draw.choice((0, 0, 1, 1, 2, len(text) // 2))):
        if chars:
            at = draw.randrange(len(chars))
            chars[at : at + 1] = draw.choice(("", "x", "é", "技", " ", chars[at] * 2))
    return "".join(chars)


def _sample(values: list[Any], draw: random.Random) -> list[Any]:
    kept = [value for value in values if draw.random() < 0.8]
    draw.shuffle(kept)
    return kept + kept[:1] * (draw.random() < 0.1)


def _party(party: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    names = [party["name"], *party["aliases"]]
    if draw.random() < 0.3:
        draw.shuffle(names)
    names = [_typo(name, draw) if draw.random() < 0.2 else name for name in names]
    kind = draw.choice(list(PartyType)).value if draw.random() < 0.1 else party["type"]
    return {"name": names[0], "aliases": _sample(names[1:], draw), "type": kind}


def _mail(mail: str, draw: random.Random) -> str:
    spellings = (str.upper, lambda m: m.replace("@", "(at)"), lambda m: f"mailto:{m}")
    spelling = draw.choice((*spellings, lambda m: m.replace("@", " [AT] "), lambda m: m[1:]))
    return spelling(mail) if draw.random() < 0.4 else mail


def _phone(phone: str, draw: random.Random) -> str:
    wide = str.maketrans("0123456789+", "０１２３４５６７８９＋")
    spellings = (lambda p: p.translate(wide), lambda p: p.replace("+", "00"), lambda p: p[-9:])
    spelling = draw.choice((*spellings, lambda p: p[-6:], lambda p: p[:-1] + "7", lambda p: "转"))
    return spelling(phone) if draw.random() < 0.5 else phone


def _person(name: str, draw: random.Random) -> str:
    return draw.choice(
        (name, name, f"{name}博士", f"Dr. {name}", name.split("（")[0], name[1:], name.upper())
    )


def _distort(one: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    one = deepcopy(one)
    one["title"] = draw.choice((one["title"], one["title"], _typo(one["title"], draw), ""))
    for key, codes in (
        ("direction", Direction),
        ("ip_status", IpStatus),
        ("development_stage", DevelopmentStage),
    ):
        if draw.random() < 0.2:
            one[key] = draw.choice(list(codes)).value
    one["host_country"] = draw.choice((one["host_country"],) * 4 + ("DEU", None))
    for key, spare in (("technology_fields", "other"), ("cooperation_types", "unspecified")):
        one[key] = _sample(one[key], draw) + [spare] * (draw.random() < 0.2) or [spare]
    one["foreign_parties"] = [_party(p, draw) for p in _sample(one["foreign_parties"], draw)]
    names = _sample(one["chinese_parties"], draw)
    one["chinese_parties"] = [draw.choice((n, n, _typo(n, draw))) for n in names]
    contacts = one["contacts"]
    one["contacts"] = {
        "emails": [_mail(m, draw) for m in _sample(contacts["emails"], draw)],
        "phones": [_phone(p, draw) for p in _sample(contacts["phones"], draw)],
    }
    one["amounts"] = [
        a | {"amount": a["amount"] * draw.choice((1, 1, 1.004, 1.006, -1))}
        for a in _sample(one["amounts"], draw)
    ]
    one["people"] = [_person(p, draw) for p in _sample(one["people"], draw)]
    return one


def _distorted(gold: list[dict[str, Any]], draw: random.Random) -> list[dict[str, Any]]:
    predictions = []
    for page in gold:
        for one in page["opportunities"]:
            for _ in range(draw.choice((0, 1, 1, 1, 1, 1, 2))):
                where = dict(draw.choice(gold) if draw.random() < 0.1 else page)
                if draw.random() < 0.15:
                    where["publication_date"] = draw.choice((None, "2001-02-03"))
                    where["referring_mission"] = draw.choice((None, "usa-emb"))
                if draw.random() < 0.03:
                    where["page_id"] = "elsewhere-01"
                predictions.append(predicted(_distort(one, draw), where))
    draw.shuffle(predictions)
    return predictions


@pytest.mark.parametrize("seed", range(10))
def test_every_figure_is_that_of_the_reference_scorer(
    seed: int, gold: list[dict[str, Any]], tmp_path: Path
) -> None:
    predictions = _distorted(gold, random.Random(seed))
    folder = write_gold(tmp_path / "gold", gold)
    run = write_run(tmp_path / "run", [record(one) for one in predictions])
    write_lines(tmp_path / "pred.jsonl", predictions)
    options = ["--json", "--groups", "--bootstrap", "60", "--seed", str(seed)]
    files = [str(folder / "gold.jsonl"), str(tmp_path / "pred.jsonl")]
    done = subprocess.run(
        [sys.executable, str(SCORER), *files, *options], capture_output=True, check=True
    )
    expected = json.loads(done.stdout)

    found = json.loads(json.dumps(as_data(evaluate(folder, run, bootstrap=60, seed=seed))))

    assert found["metrics"].keys() == expected["metrics"].keys()
    for name, figures in expected["metrics"].items():
        assert (name, found["metrics"][name]) == (name, figures)
    assert {key: found[key] for key in COUNTS} == {key: expected[key] for key in COUNTS}
    assert found["groups"].keys() == expected["groups"].keys()
    for kind, group in expected["groups"].items():
        assert (kind, found["groups"][kind]["metrics"]) == (kind, group["metrics"])
