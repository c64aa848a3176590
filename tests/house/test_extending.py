"""docs/extending.md: each change that it shows is data alone, and does what the page says."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from extractors import cooperation, labels, phrases, technology
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.capture import Capture
from models.vocabulary import ROOT
from pipeline.reading import profiles
from pipeline.reading.reader import read_document
from pipeline.tagging import tag

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = (REPOSITORY / "docs" / "extending.md").read_text("utf-8")
SHOWN = dict(re.findall(r"`([\w/.]+\.(?:tsv|yaml))`:\n\n```\w+\n(.*?)```", DOCUMENT, re.S))


def read(html: str, url: str = "") -> TaggedDocument:
    body = html.encode()
    capture = Capture(name="page", url=url, sha256=sha256(body).hexdigest(), size=len(body))
    return tag(read_document(capture, body))


def read_plain(title: str, text: str) -> tuple[TaggedDocument, Scope]:
    page = read(f"<h1>{title}</h1><div id=Zoom><p>{text}</p></div>")
    heads = tuple(block.span for block in page.document.blocks if block.region == "head")
    return page, Scope(0, "", page.body, heads)


def forget() -> None:
    """Let the data be read again."""
    for cached in (
        technology.lexicon,
        technology.field_names,
        labels.label_ids,
        labels.longest_label,
        phrases.lexicon,
        profiles.all_profiles,
    ):
        cached.cache_clear()


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Apply to a copy of the data what the page shows for a file."""
    words, sites = tmp_path / "vocabularies", tmp_path / "profiles"
    copytree(ROOT, words)
    copytree(profiles._FOLDER, sites)
    for module in (technology, labels, phrases):
        monkeypatch.setattr(module, "ROOT", words)
    monkeypatch.setattr(profiles, "_FOLDER", sites)

    def apply(file: str) -> None:
        for folder, name in (
            ("models/vocabularies/", words),
            ("pipeline/reading/profiles/", sites),
        ):
            if file.startswith(folder):
                with (name / file.removeprefix(folder)).open("a", encoding="utf-8") as lines:
                    lines.write(SHOWN[file])
        forget()

    forget()
    yield apply
    monkeypatch.undo()
    forget()


def test_the_page_names_files_that_are_there() -> None:
    assert len(SHOWN) == 4
    for file in SHOWN:
        assert (REPOSITORY / file).parent.is_dir()
        assert (REPOSITORY / file).is_file() == file.endswith(".tsv")
    for name in re.findall(r"`(test_\w+)`", DOCUMENT):
        assert name in globals()


def test_a_term_is_a_line(change: Callable[[str], None]) -> None:
    def found() -> list[tuple[str, str | None]]:
        page, scope = read_plain("耳道贴片", "甲方有此物，愿与人合作。")
        mentions = technology.extract(page, scope)
        return [(m.value, m.normal) for m in mentions if m.field == "technology_fields"]

    term = ("medical_devices_health", "耳道贴片")
    assert term not in found()
    change("models/vocabularies/technology/medical_devices_health.tsv")
    assert found()[0] == term


def test_a_wording_is_a_line(change: Callable[[str], None]) -> None:
    def found() -> list[str | None]:
        page, scope = read_plain("某装置", "希望以图纸租用与中国企业合作。")
        mentions = cooperation.extract(page, scope)
        return [m.vocabulary_id for m in mentions if m.value == "licensing"]

    source = "phrases/cooperation_type#图纸租用"
    assert source not in found()
    change("models/vocabularies/phrases/cooperation_type.tsv")
    assert found() == [source]


def test_a_label_is_a_line(change: Callable[[str], None]) -> None:
    def found() -> list[str]:
        page, scope = read_plain("某装置", "携 手 途 径：技术许可")
        mentions = cooperation.extract(page, scope)
        return [m.quote for m in mentions if m.field == "cooperation_type_raw"]

    assert found() == []
    change("models/vocabularies/phrases/labels.tsv")
    assert found() == ["技术许可"]


def test_a_site_is_a_file(change: Callable[[str], None]) -> None:
    text = "一家芬兰公司希望与中国企业合作，共同开发用于北方城市供热的新型换热装置。" * 3
    html = f"""<div><p class=biaoti>寻找合作伙伴</p><em class=riqi>2020-05-06</em></div>
    <div>栏目导航 首页 科技 统计数据 政策</div>
    <section class=neirong><p>{text}</p>
    <p class=fenxiang>分享到微博</p></section>"""
    url = "http://kj.harbin.example/1.html"

    def places() -> dict[str, str]:
        document = read(html, url).document
        return {block.kind.value: document.quote(block.span) for block in document.blocks}

    assert profiles.profile_for(url) is None
    before = places()
    assert before.get("page_title") != "寻找合作伙伴"
    change("pipeline/reading/profiles/harbin.yaml")
    found = places()
    assert found["page_title"] == "寻找合作伙伴"
    assert "2020-05-06" in found["date_line"]
    page = read(html, url)
    assert page.document.profile == "harbin"
    assert text in page.text and "微博" not in page.text
