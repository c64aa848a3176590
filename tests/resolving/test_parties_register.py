"""Parties: ids that stay, reviewers' joins and splits, acronyms and short forms."""

from datetime import date
from pathlib import Path

import pytest

from models.codes import PartyType
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.overrides import Override, OverrideError, Side, Verdict, load_overrides
from pipeline.resolving.parties import PartyRegister, resolve_parties


def mention(
    opportunity: str,
    *names: str,
    country: str | None = "IRL",
    city: str | None = None,
    day: date | None = None,
    kind: PartyType = PartyType.COMPANY,
    domain: str | None = None,
) -> PartyMention:
    return PartyMention(opportunity, 0, names, kind, country, True, city, domain, day)


def groups(register: PartyRegister) -> set[frozenset[str]]:
    return {frozenset(p.opportunity_id for p in party.mentions) for party in register.parties}


TOLKA = [
    mention("o-1", "Tolka Identity Ltd", day=date(2018, 1, 1)),
    mention("o-2", "托尔卡身份技术有限公司", day=date(2019, 1, 1)),
    mention("o-3", "Boyne Optics Ltd", day=date(2019, 1, 1)),
]


def test_one_firm_in_two_languages_is_one_party() -> None:
    register = resolve_parties(TOLKA)
    assert groups(register) == {frozenset({"o-1", "o-2"}), frozenset({"o-3"})}
    party = next(party for party in register.parties if len(party.mentions) == 2)
    assert (party.name_zh, party.name_en) == ("托尔卡身份技术有限公司", "Tolka Identity Ltd")
    assert party.links[0].basis == "same_meaning" and party.links[0].score > 0.76


def test_later_mentions_leave_the_id_as_it_is() -> None:
    before = resolve_parties(TOLKA).of["o-1", 0]
    later = mention("o-0", "Tolka Identity Limited", day=date(2020, 5, 1))
    register = resolve_parties([*TOLKA, later])
    assert register.of["o-1", 0] == register.of["o-0", 0] == before


def test_an_earlier_register_hands_its_ids_on() -> None:
    old = resolve_parties(TOLKA)
    earlier = mention("o-9", "托尔卡身份识别公司", day=date(2015, 5, 1))
    fresh = resolve_parties([*TOLKA, earlier])
    assert fresh.of["o-1", 0] != old.of["o-1", 0]
    kept = resolve_parties([*TOLKA, earlier], previous=old.parties)
    assert kept.of["o-9", 0] == kept.of["o-1", 0] == old.of["o-1", 0]
    assert kept.of["o-3", 0] == old.of["o-3", 0]


def test_after_a_split_the_larger_part_keeps_the_id() -> None:
    three = [*TOLKA[:2], mention("o-4", "Tolka Identity Limited", day=date(2017, 1, 1))]
    old = resolve_parties(three)
    split = Override(
        verdict=Verdict.DIFFERENT,
        left=Side(name="Tolka Identity Limited", opportunity_id="o-4"),
        right=Side(name="Tolka Identity Ltd", opportunity_id="o-1"),
    )
    new = resolve_parties(three, [split], old.parties)
    assert new.of["o-4", 0] != new.of["o-1", 0]
    assert len({*new.of.values()}) == 2 and old.of["o-1", 0] in new.of.values()


def test_reviewers_join_what_scores_do_not() -> None:
    given = [mention("o-1", "Boyne Optics Ltd"), mention("o-2", "清河光学公司")]
    assert len(resolve_parties(given).parties) == 2
    join = Override(
        verdict=Verdict.SAME, left=Side(name="Boyne Optics"), right=Side(name="清河光学")
    )
    register = resolve_parties(given, [join])
    assert len(register.parties) == 1
    assert register.parties[0].links[0].basis == "decision"


def test_reviewers_split_even_the_same_name() -> None:
    given = [mention("o-1", "Boyne Optics Ltd"), mention("o-2", "Boyne Optics Ltd")]
    assert len(resolve_parties(given).parties) == 1
    split = Override(
        verdict=Verdict.DIFFERENT,
        left=Side(name="Boyne Optics Ltd", opportunity_id="o-1"),
        right=Side(name="Boyne Optics Ltd", opportunity_id="o-2"),
    )
    register = resolve_parties(given, [split])
    assert len({party.party_id for party in register.parties}) == 2


def test_a_file_of_overrides_is_read_and_faults_are_named(tmp_path: Path) -> None:
    path = tmp_path / "overrides.jsonl"
    good = '{"verdict": "same", "left": {"name": "A"}, "right": {"name": "B", "country": "IRL"}}'
    path.write_text(f"{good}\n\n", "utf-8")
    assert load_overrides(path)[0].right.country == "IRL"
    path.write_text(f'{good}\n{{"verdict": "perhaps"}}\n', "utf-8")
    with pytest.raises(OverrideError, match=r"overrides.jsonl:2: verdict"):
        load_overrides(path)
    with pytest.raises(OverrideError, match="cannot be read"):
        load_overrides(tmp_path / "none.jsonl")


def test_an_acronym_goes_to_the_only_party_that_it_can_mean() -> None:
    full = mention("o-1", "Kaunas Institute of Laser Optics", country="LTU")
    short = mention("o-2", "KILO", country="LTU")
    assert len(resolve_parties([full, short]).parties) == 1
    rival = mention("o-3", "Klaipeda Institute of Light Organs", country="LTU")
    assert len(resolve_parties([full, short, rival]).parties) == 3
    abroad = mention("o-3", "Krakow Institute of Light Organs", country="POL")
    assert groups(resolve_parties([full, short, abroad])) == {
        frozenset({"o-1", "o-2"}),
        frozenset({"o-3"}),
    }


def test_the_city_decides_between_two_that_an_acronym_can_mean() -> None:
    one = mention("o-1", "Institute of Polymers", "IPX", country="DEU", city="德累斯顿")
    other = mention("o-2", "Photonic Systems Institute", "IPX", country="DEU", city="波茨坦")
    short = mention("o-3", "IPX", country="DEU", city="Dresden")
    assert groups(resolve_parties([one, other, short])) == {
        frozenset({"o-1", "o-3"}),
        frozenset({"o-2"}),
    }


def test_other_cities_keep_the_same_words_apart() -> None:
    one = mention("o-1", "University of Miami", country="USA", city="Coral Gables")
    other = mention("o-2", "Miami University", country="USA", city="Oxford")
    assert len(resolve_parties([one, other]).parties) == 2
    assert (
        len(resolve_parties([one, mention("o-2", "Miami University", country="USA")]).parties) == 1
    )


def test_one_site_joins_names_that_are_somewhat_alike() -> None:
    one = mention("o-1", "Pecos Water", domain="pecos.example")
    other = mention("o-2", "Pecos Water Treatment Solutions Group", domain="pecos.example")
    assert len(resolve_parties([one, other]).parties) == 1
    park = mention("o-3", "Boyne Optics", domain="pecos.example")
    assert len(resolve_parties([one, park]).parties) == 2


def test_countries_keep_apart_unless_only_the_mission_tells_one() -> None:
    here = mention("o-1", "Adirondack Photonic Instruments LLC", country="USA")
    there = mention("o-2", "Adirondack Photonic Instruments LLC", country="CHE")
    assert len(resolve_parties([here, there]).parties) == 2
    host = PartyMention("o-2", 0, there.names, PartyType.COMPANY, "CHE", located=False)
    assert len(resolve_parties([here, host]).parties) == 1


def test_nothing_gives_nothing() -> None:
    assert resolve_parties([]).parties == ()
    assert len(resolve_parties([mention("o-1", "—")]).parties) == 1
