"""Resolving and counting at scale: seconds and memory, on made-up records by seed.

Run it as ``python tests/benchmarks/bench_resolving.py [RECORDS]``.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "counting"))

from cset_reference import reference_records, write_run

from pipeline.counting.statistics import load_counted, statistics
from pipeline.resolving.resolution import (
    basis_of,
    default_folder,
    iter_records,
    resolve_records,
    write_resolution,
)
from pipeline.runs.folder import RECORDS

_ONSETS = "b br c d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w z".split()
_VOWELS = "a e i o u ai ei ou".split()
_CODAS = ["", "", "n", "r", "l", "s", "t", "nd", "rk"]
_HAN = "克斯尔特德拉里马卡巴罗维尼亚茨诺伦莱森曼伯格奥安比达蒂丁杜多费弗福加科库兰朗雷鲁洛麦梅"
_TRADES = (("仪器", "Instruments"), ("能源", "Energy"), ("光学", "Optics"), ("生物", "Bio"))
# Six hundred characters, about as many as pages of one kind use.
_TEXT = "".join(chr(0x4E00 + 31 * at) for at in range(600))


def _name(chance: random.Random) -> tuple[str, str]:
    word = "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS) for _ in range(3)
    )
    zh, en = chance.choice(_TRADES)
    han = "".join(chance.choice(_HAN) for _ in range(4))
    return f"{han}{zh}有限公司", f"{word.title()} {en} Ltd"


def _records(number: int, base: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A record for each number, a tenth of them copies of others on another page."""
    chance = random.Random(7)
    parties = [_name(chance) for _ in range(max(1, number // 3))]
    countries = ["DEU", "RUS", "USA", "GBR", "JPN", "FRA", "ITA", "KOR", "ISR", "FIN"]
    last: list[dict[str, Any]] = []
    for at in range(number):
        if last and at % 10 == 0:
            text, party, country = (
                last[-1][k] for k in ("content", "foreign_parties", "host_country")
            )
        else:
            which = chance.randrange(len(parties))
            country = countries[which % len(countries)]
            zh, en = parties[which]
            named = base["foreign_parties"][0] | {"location": {"country": country}}
            party = [named | ({"name": zh, "name_zh": zh} if at % 2 else {"name": en})]
            text = "".join(chance.choice(_TEXT) for _ in range(1200))
        record = base | {
            "opportunity_id": f"o-{at:016}",
            "report_id": f"r-{at:016}",
            "content": text,
            "foreign_parties": party,
            "host_country": country,
        }
        last = [record]
        yield record


def main(number: int) -> None:
    base = json.loads(reference_records()[0].model_dump_json())
    with tempfile.TemporaryDirectory() as folder:
        run = write_run([], Path(folder) / "run")
        with (run / RECORDS).open("w", encoding="utf-8") as handle:
            for record in _records(number, base):
                handle.write(json.dumps(record, ensure_ascii=False) + "\n")
        started = time.perf_counter()
        found = resolve_records(iter_records(run))
        resolved = time.perf_counter()
        write_resolution(found, basis_of(run), default_folder(run))
        counting = time.perf_counter()
        counts = statistics(load_counted(run, {}))
        counted = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{number} records: resolved in {resolved - started:.1f} s into "
        f"{len(found.register.parties)} parties and {len(found.duplicates)} duplicates, "
        f"counted in {counted - counting:.1f} s ({counts.counted} unique), peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
