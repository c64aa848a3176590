"""Made pages of a run, and a run folder of them."""

from pathlib import Path

from review_page_samples import sample, write_run

from pipeline.gold.pages import STRATA, RunPage

RUN = "20240102T000000Z-bbbbbb"


def run_page(number: int, language: str = "zh", year: str = "2018") -> RunPage:
    strata = dict.fromkeys(STRATA, "none") | {"language": language, "year": year, "site": "embassy"}
    return RunPage(
        page_id=f"r-{number:03}",
        sha256=f"{number:064}",
        url=f"http://a.example/{number}",
        title=f"=title {number}",
        text=f"text {number}",
        strata=strata,
        version="1",
    )


def run_pages(sizes: dict[str, int]) -> list[RunPage]:
    """So many pages in each language."""
    languages = [language for language, size in sizes.items() for _ in range(size)]
    return [run_page(number, language) for number, language in enumerate(languages)]


def run_folder(workspace: Path, records: int = 5) -> Path:
    """A workspace's run whose pages have bytes of their own."""
    made = [sample(n, content_sha256=f"{n:064}") for n in range(records)]
    return write_run(workspace / "runs" / RUN, RUN, made)
