"""``kejichu crawl`` and ``kejichu sources``: streams and exit codes."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "crawling"))

import sites  # noqa: E402
from local_site import LocalSite, Page, serving  # noqa: E402

from pipeline.cli.main import main  # noqa: E402


@dataclass(frozen=True)
class Done:
    """A command that ended; run in this process, since starting one costs seconds."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]


@pytest.fixture
def kejichu(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments)])
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, out, err)

    return run


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serving(LocalSite()) as site:
        sites.build(site)
        yield site


def test_crawl_reports_and_tells_by_its_exit_code(
    kejichu: Command, site: LocalSite, tmp_path: Path
) -> None:
    sites.profiles(site, tmp_path)
    crawl = ("crawl", "germany", "brisbane", "--workspace", tmp_path)
    done = kejichu(*crawl, "--json")
    assert done.returncode == 0, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["source"], r["outcome"], r["items"]["first"]) for r in reports] == [
        ("germany", "ok", 6),
        ("brisbane", "ok", 3),
    ]
    site.put(sites.BRISBANE, "/kxjs/kjdt/t512231.htm", Page(b"x", status=403, etag=False))
    done = kejichu(*crawl)
    assert done.returncode == 3
    assert "brisbane degraded" in done.stdout and "6 same" in done.stdout
    assert "status_403" in done.stderr and "t512231.htm" in done.stderr
    site.put(sites.GERMANY, "/kjcx/hz/", "<html>neu</html>")
    assert kejichu(*crawl).returncode == 4
    site.put(sites.GERMANY, "/robots.txt", Page(b"User-agent: *\nDisallow: /", "text/plain"))
    assert kejichu("crawl", "germany", "--workspace", tmp_path).returncode == 1


def test_what_was_crawled_is_extracted(kejichu: Command, site: LocalSite, tmp_path: Path) -> None:
    sites.profiles(site, tmp_path)
    assert kejichu("crawl", "brisbane", "--workspace", tmp_path).returncode == 0
    site.put(sites.BRISBANE, "/kxjs/kjdt/t512231.htm", "<title>登录</title>请登录")
    assert kejichu("crawl", "brisbane", "--workspace", tmp_path).returncode == 3
    done = kejichu("extract", "--workspace", tmp_path, "--workers", 0, "--json")
    counts = json.loads(done.stdout)["counts"]
    assert (counts["captures"], counts["quarantined"]) == (3, 0), "neither list nor login page"


def test_check_tells_what_no_longer_matches(
    kejichu: Command, site: LocalSite, tmp_path: Path
) -> None:
    sites.profiles(site, tmp_path)
    check = ("sources", "check", "germany", "--workspace", tmp_path)
    done = kejichu(*check, "--json")
    assert done.returncode == 0, done.stderr
    (found,) = (json.loads(line) for line in done.stdout.splitlines())
    assert found["lists"][0]["pages"] == 2 and found["lists"][0]["links"] == 3
    assert found["silent"] == [] and len(found["items"]) == 2
    matched = {(s["part"], s["selector"]) for s in found["selectors"] if s["matches"]}
    assert ("body", "div.trs_editor_view") in matched
    for n in range(3):
        page = f"<html><div class='date'>2022</div><p>{sites.TEXT}</p></html>"
        site.put(sites.GERMANY, f"/kjcx/hz/202209/t20220910_{n}.shtml", page)
    done = kejichu(*check)
    assert done.returncode == 4
    assert "other_template" in done.stdout and "no selector of body matches" in done.stdout
    assert "no selector of date matches" not in done.stdout
    assert not (tmp_path / "archive").exists() and not (tmp_path / "state.sqlite").exists()


def test_sources_are_listed(kejichu: Command, tmp_path: Path) -> None:
    done = kejichu("sources", "list", "--workspace", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    sources = {one["id"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert sources["cistc-recommended-projects"]["lists"][0]["kind"] == "json_feed"
    assert kejichu("sources", "check", "--offline", "--workspace", tmp_path).returncode == 0


def test_mistakes_are_one_sentence(kejichu: Command, tmp_path: Path) -> None:
    assert kejichu("crawl", "--workspace", tmp_path).returncode == 2
    done = kejichu("crawl", "nowhere", "--workspace", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    sites.write_profile(tmp_path, "mine", "id: mine\n")
    done = kejichu("sources", "list", "--workspace", tmp_path)
    assert done.returncode == 1 and "mine.yaml:1: " in done.stderr
    (tmp_path / "sources" / "mine.yaml").unlink()
    (tmp_path / "kejichu.toml").write_text("[crawl]\nattempts = 0\n", "utf-8")
    done = kejichu("crawl", "most-news", "--workspace", tmp_path)
    assert done.returncode == 1 and "crawl.attempts" in done.stderr
