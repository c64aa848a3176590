"""FollowTheMoney entities: their own program takes them as they are, and they hang together."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from exporting import shown

from models.opportunity import Opportunity


def test_entities_are_valid_to_followthemoney(source: Path, out: Path, tmp_path: Path) -> None:
    pytest.importorskip(
        "followthemoney", reason="needs the extra ftm (Debian: g++ pkg-config libicu-dev)"
    )
    path = out / "ftm" / "entities.ftm.json"
    clean = tmp_path / "clean.json"
    from followthemoney.cli.cli import cli

    done = CliRunner().invoke(cli, ["validate", "-i", str(path), "-o", str(clean)])
    assert done.exit_code == 0, done.output
    ours = [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    theirs = [json.loads(line) for line in clean.read_text("utf-8").split("\n")[:-1]]
    assert sorted_values(ours) == sorted_values(theirs), "ftm dropped or changed a value"
    check_graph(ours, shown(source))


def sorted_values(entities: list[dict[str, object]]) -> list[object]:
    return [
        (e["id"], e["schema"], {n: sorted(v) for n, v in dict(e["properties"]).items()})
        for e in entities
    ]


def check_graph(entities: list[dict[str, object]], records: list[Opportunity]) -> None:
    from followthemoney import model

    known = {entity["id"]: entity for entity in entities}
    assert len(known) == len(entities)
    for entity in entities:
        schema = model[entity["schema"]]
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            if prop.type.name == "entity":
                for value in values:
                    assert model[known[value]["schema"]].is_a(prop.range), (entity, name)
        missing = [name for name in schema.required if name not in entity["properties"]]
        assert not missing, (entity["schema"], missing)
    projects = {e["id"] for e in entities if e["schema"] == "Project"}
    assert projects == {record.opportunity_id for record in records}
    taking_part = [e for e in entities if e["schema"] == "ProjectParticipant"]
    named = [
        len(r.foreign_parties)
        + len(r.chinese_parties)
        + len(r.people)
        + bool(r.referring_mission_id)
        for r in records
    ]
    assert len(taking_part) == sum(named)
