"""A run of invented records in any number, from a seed: terms of the vocabularies in sentences."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from extractors.crosswalk import ids
from extractors.missions import missions
from extractors.places import countries
from models.codes import DevelopmentStage, Direction, IpStatus, PartyType, QualityFlag
from models.opportunity import Opportunity
from models.run import Counts, Run
from models.vocabulary import ROOT, read_rows

SENTENCES = 14
PAGE = 3
_ZH = (
    "该公司研制的{}已用于{}，性能稳定。",
    "项目采用{}与{}相结合的方法，成本明显降低。",
    "希望与中方在{}领域开展合作，共同开发{}。",
    "{}技術團隊正在尋求{}方面的合作夥伴。",
    "本项目涉及{}；样机完成测试，可提供{}。",
)
_EN = (
    "The company offers {} for {} and seeks a partner in China.",
    "Its {} has been tested together with {} since last year.",
    "Joint development of {} or licensing of {} is welcome.",
)


class Words:
    """Terms of the term bank by language, the first ones drawn most often."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.terms: dict[str, list[str]] = {"zh": [], "en": []}
        for path in sorted((ROOT / "technology").glob("*.tsv")):
            for row in read_rows(path, ("term", "language", "weight")):
                self.terms[row["language"]].append(row["term"])
        for terms in self.terms.values():
            draw.shuffle(terms)
        self._weights = {
            language: list(accumulate(1 / (rank + 1) for rank in range(len(terms))))
            for language, terms in self.terms.items()
        }

    def sentence(self, language: str) -> str:
        """A sentence with two terms."""
        terms, weights = self.terms[language], self._weights[language]
        pattern = self._draw.choice(_ZH if language == "zh" else _EN)
        return pattern.format(*self._draw.choices(terms, cum_weights=weights, k=2))


def records(count: int, seed: int) -> list[dict[str, object]]:
    """So many records, some pages holding several; a part of the values missing."""
    draw = random.Random(seed)
    words = Words(draw)
    places, posts, fields = sorted(countries()), sorted(missions()), ids()
    made: list[dict[str, object]] = []
    content = language = ""
    for number in range(count):
        if number % PAGE == 0 or not content:
            language = draw.choice(("zh", "zh", "zh", "en"))
            content = "\n".join(words.sentence(language) for _ in range(SENTENCES))
        day = date(2012, 1, 1) + timedelta(days=draw.randrange(4700))
        dated = draw.random() < 0.95
        country = draw.choice(places[:60]) if draw.random() < 0.85 else None
        mission = missions()[draw.choice(posts)]
        made.append(
            Opportunity(
                opportunity_id=f"o-{number:016x}",
                report_id=f"r-{number // PAGE:016x}",
                source_site=draw.choice(("embassy", "consulate", "cistc", "most")),
                source_url=f"http://example.gov.cn/kjcx/{number // PAGE}.htm",
                canonical_url=f"http://example.gov.cn/kjcx/{number // PAGE}.htm",
                retrieved_at=datetime(2024, 1, 1, tzinfo=UTC),
                content_sha256=sha256(content.encode()).hexdigest(),
                detected_encoding="utf-8",
                publication_date=day if dated else None,
                publication_year=day.year if dated else None,
                title=words.sentence(language),
                content=content,
                title_language=language,
                content_language=language,
                opportunity_direction=draw.choice([*Direction]),
                relevance_score=0.9,
                referring_mission_id=mission.mission_id,
                mission_type=mission.mission_type,
                mission_country=mission.alpha3,
                host_country=country,
                is_nato_or_mnna=None if country is None else draw.random() < 0.5,
                foreign_parties=[{"name": words.sentence("en")[:30], "party_type": kind}]
                if (kind := draw.choice([*PartyType, None]))
                else [],
                technology_fields=draw.sample(fields, draw.randint(1, 3)),
                is_biotechnology=draw.random() < 0.3,
                is_ai_ml=draw.random() < 0.2,
                is_information_technology=draw.random() < 0.4,
                is_semiconductor=draw.random() < 0.1,
                summary=words.sentence(language),
                cooperation_types=["licensing", "joint_rd"][: draw.randint(1, 2)],
                ip_status=draw.choice([*IpStatus]),
                development_stage=draw.choice([*DevelopmentStage]),
                contact_present=False,
                quality_flags=draw.sample([*QualityFlag], draw.randint(0, 2)),
                pipeline_version="0",
                extractor_versions={},
            ).model_dump(mode="json")
        )
    return made


def make_run(folder: Path, count: int, seed: int = 1) -> Path:
    """Write a run folder of so many records."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_run(folder, [json.dumps(r, ensure_ascii=False) for r in records(count, seed)])


def write_run(folder: Path, lines: list[str]) -> Path:
    """Write a run folder that holds these records."""
    data = "".join(f"{line}\n" for line in lines).encode()
    (folder / "records.jsonl").write_bytes(data)
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    run = Run(
        run_id=f"20240102T000000Z-{len(lines):06x}",
        started_at=moment,
        finished_at=moment,
        inputs=("synthetic",),
        schema_version="1.0",
        pipeline_version="0",
        extractor_versions={},
        vocabulary_digest="0" * 64,
        counts=Counts(
            captures=len(lines),
            with_records=len(lines),
            no_opportunity=0,
            quarantined=0,
            duplicates=0,
            records=len(lines),
            issues=0,
        ),
        files={"records.jsonl": sha256(data).hexdigest()},
    )
    (folder / "manifest.json").write_text(run.model_dump_json(), "utf-8")
    return folder
