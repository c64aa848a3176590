"""Republications of bundled pages, by seed: on other sites' templates, cut, or in one language.

A page in Chinese and English becomes two, one in each language: real translations of each other.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

from extractors.language import language_of

_TEMPLATES = (
    (
        "http://kjt.{site}.gov.cn/art/{year}/{month}/{day}/art_{n}.html",
        "<div class='nav'><a>首页</a> <a>政务公开</a> <a>通知公告</a> <a>国际合作</a></div>"
        "<p>当前位置：首页 &gt; 科技合作 &gt; 项目推介</p><h1>{title}</h1>"
        "<p>发布时间：{date} 来源：省科技厅国际合作处 浏览次数：318</p><div id='zoom'>{body}</div>"
        "<p>有合作意向的单位请与我厅国际合作处联系。</p>"
        "<div class='footer'>版权所有：省科学技术厅 备案号：ICP备05012345号</div>",
    ),
    (
        "http://www.cistc.gov.cn/info_2.html?column=229&amp;id={n}",
        "<table><tr><td>中国国际科技合作网</td></tr></table><div><h2>{title}</h2><span>{date}</span>"
        "{body}</div><p>【打印本页】【关闭窗口】</p><p>主办：中国科学技术交流中心</p>",
    ),
    (
        "http://www.{site}-innovation.example/news/{n}.html",
        "<ul><li>Home</li><li>Cooperation</li><li>Contact us</li></ul><h1>{title}</h1>"
        "<p>{date}</p><article>{body}</article>"
        "<p>上一篇：关于组织申报科技计划的通知 下一篇：科技活动周启动</p>",
    ),
)
_SITES = ("zj", "jiangsu", "hn", "sc", "ah", "ln", "fj")


def record_groups(run: Path) -> dict[str, list[dict[str, Any]]]:
    """The records of a run by report."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (run / "records.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        found[record["report_id"]].append(record)
    return dict(found)


def _page(folder: Path, url: str, html: str, day: date) -> None:
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(
        f"<html><head><meta charset='utf-8'></head><body>{html}</body></html>", "utf-8"
    )
    meta = {"url": url, "retrieved_at": f"{day + timedelta(days=30)}T08:00:00Z"}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())


def body_lines(record: Mapping[str, Any]) -> list[str]:
    """The lines of a page from the opportunity's title on, the title itself left out."""
    title = record["title"]
    rest = record["content"].rpartition(title)[2] if record["content"].count(title) else ""
    return [line for line in rest.split("\n") if line.strip()]


def republish(record: Mapping[str, Any], folder: Path, draw: random.Random, cut: bool) -> str:
    """Write a republication of a page's only record; gives its URL."""
    lines = body_lines(record)
    if cut:
        share = draw.uniform(0.55, 0.8)
        least, total, kept = share * sum(map(len, lines)), 0, list[str]()
        for line in lines:
            kept.append(line)
            total += len(line)
            if total >= least:
                break
        lines = [*kept, "……"]
    url, template = draw.choice(_TEMPLATES)
    day = date.fromisoformat(record["publication_date"] or "2018-05-01")
    day += timedelta(days=draw.randint(1, 90))
    n = draw.randint(100000, 999999)
    html = template.format(title=escape(record["title"]), date=day, body=_paragraphs(lines))
    site = draw.choice(_SITES)
    url = url.format(site=site, year=day.year, month=day.month, day=day.day, n=n)
    url = url.replace("&amp;", "&")
    _page(folder, url, html, day)
    return url


def one_language(record: Mapping[str, Any], folder: Path, language: str, site: str) -> str:
    """Write the lines of a bilingual page that are in one language; gives the URL."""
    lines = [line for line in record["content"].split("\n") if language_of(line) == language]
    day = date.fromisoformat(record["publication_date"] or "2018-05-01")
    day += timedelta(days=0 if language == "zh" else 12)
    slug = "kjhz" if language == "zh" else "eng/kjhz"
    url = f"http://{site}.china-embassy.gov.cn/{slug}/t{day:%Y%m%d}_{record['report_id'][2:9]}.htm"
    title, body = lines[0], lines[1:]
    _page(folder, url, f"<h1>{escape(title)}</h1><p>{day}</p>{_paragraphs(body)}", day)
    return url
