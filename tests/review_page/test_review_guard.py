"""Who reaches the page, what answers say, and what page text may do in them."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from review_page_samples import NEW, OLD, SCRIPT, workspace
from starlette.testclient import TestClient

from pipeline.ledger.ledger import Ledger
from pipeline.review_page import static
from pipeline.review_page.app import create_app
from pipeline.review_page.guard import Guard
from pipeline.review_page.session import Session
from pipeline.reviewing.entry import Query
from pipeline.reviewing.service import Review, open_review
from pipeline.store import open_store

ROOT = Path(__file__).resolve().parents[2] / "pipeline" / "review_page"
BASE = "http://127.0.0.1:8765"
TOKEN = "t0ken"
OWN = {"origin": BASE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    runs = workspace(tmp_path) / "runs"
    engine = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with open_review(runs / NEW, Ledger(engine), runs / OLD) as found:
        yield found
    engine.dispose()


def client_of(review: Review, contacts: bool = False) -> TestClient:
    app = Guard(create_app(review, Session("ann", contacts)), 8765, TOKEN)
    return TestClient(app, base_url=BASE)


@pytest.fixture
def client(review: Review) -> TestClient:
    found = client_of(review)
    assert found.get(f"/start/{TOKEN}").status_code == 200
    return found


def entry_of(review: Review, field: str = "host_country") -> str:
    return review.queue(Query(fields=(field,)))[0].id


def test_only_the_holder_of_the_token_gets_in(review: Review) -> None:
    stranger = client_of(review)
    assert stranger.get("/").status_code == 401
    assert stranger.get("/start/wrong").status_code == 401
    assert stranger.get("/static/review.js").status_code == 401
    begun = stranger.get(f"/start/{TOKEN}", follow_redirects=False)
    cookie = begun.headers["set-cookie"]
    assert begun.status_code == 303 and TOKEN not in cookie
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1"])
def test_another_name_of_the_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OWN, 303),
        ({"origin": BASE}, 303),
        ({}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": BASE, "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://127.0.0.1:9000", "sec-fetch-site": "same-site"}, 403),
    ],
)
def test_only_the_page_itself_writes(
    client: TestClient, review: Review, headers: dict[str, str], status: int
) -> None:
    form = {"action": "accept", "seen": "0", "where": ""}
    path = f"/entry/{entry_of(review)}"
    found = client.post(path, data=form, headers=headers, follow_redirects=False)
    assert found.status_code == status
    assert review.ledger.count() == (status == 303)


def test_every_answer_forbids_what_is_not_its_own(client: TestClient) -> None:
    for path in ("/", "/queue", "/queue?field=none", "/entry/e-none", "/static/none", "/none"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'") and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_text_of_pages_is_inert_everywhere(client: TestClient, review: Review) -> None:
    entry = entry_of(review, "title")
    paths = ["/", "/queue", f"/entry/{entry}", "/record/o-0003", f"/find?q={SCRIPT}", "/log"]
    bad = {
        "action": "correct",
        "value": SCRIPT,
        "quote": SCRIPT + "x",
        "seen": "0",
        "where": SCRIPT,
    }
    answers = [client.get(path).text for path in paths]
    answers.append(client.post(f"/entry/{entry}", data=bad, headers=OWN).text)
    answers.append(client.get(f"/entry/{SCRIPT}").text)
    for text in answers:
        assert "<script>" not in text and "<img" not in text and "<b>R&D" not in text
    assert "&lt;script&gt;window.pwned" in answers[2] and "&lt;b&gt;R&amp;D" in answers[2]


def test_nothing_is_inline_and_nothing_is_elsewhere(client: TestClient) -> None:
    for path in (ROOT / "templates").glob("*.j2"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|style=|\son\w+=|javascript:|https?://|hx-on|js:", text), path
        assert not re.search(r"<script(?! src=)", text), path
    css = static.files()["review.css"][0].decode()
    assert "url(" not in css and "@import" not in css


def test_files_of_others_are_as_their_packages_ship_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sha256(static.files()["htmx.min.js"][0]).hexdigest() == static.pinned()["htmx.min.js"]
    for name in ("vendor.lock", "htmx.min.js"):
        (tmp_path / name).write_bytes((ROOT / "static" / name).read_bytes() + b"\n")
    monkeypatch.setattr(static, "_FOLDER", tmp_path)
    with pytest.raises(static.ChangedFile, match="htmx"):
        static.files.__wrapped__()


def test_contacts_are_hidden_unless_asked(client: TestClient, review: Review) -> None:
    for path in ("/record/o-0000?pointer=/contacts/0", "/record/o-0000", "/queue"):
        assert "li@lumi" not in client.get(path).text
    asked = client_of(review, contacts=True)
    asked.get(f"/start/{TOKEN}")
    assert "li@lumi" in asked.get("/record/o-0000?pointer=/contacts/0").text


def test_a_conflict_is_409_and_shows_what_is_there_now(client: TestClient, review: Review) -> None:
    entry = entry_of(review)
    form = {"action": "accept", "seen": "0", "where": ""}
    assert client.post(f"/entry/{entry}", data=form, headers=OWN).status_code == 200
    late = client.post(f"/entry/{entry}", data=form | {"action": "reject"}, headers=OWN)
    assert late.status_code == 409 and "Somebody else decided" in late.text
    assert 'name="seen" value="1"' in late.text and review.ledger.count() == 1


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"action": "correct", "value": "Nowhere"}, "host_country"),
        ({"action": "correct", "value": ""}, "write the right value"),
        ({"action": "correct", "value": "SWE", "quote": "not there"}, "does not hold the quote"),
        ({"action": "retract"}, "say accept"),
        ({"action": "accept", "seen": "-1"}, "version"),
    ],
)
def test_a_bad_decision_is_told_and_not_written(
    client: TestClient, review: Review, form: dict[str, str], says: str
) -> None:
    given = {"seen": "0", "where": ""} | form
    answer = client.post(f"/entry/{entry_of(review)}", data=given, headers=OWN)
    assert answer.status_code == 422 and says in answer.text
    assert form.get("value", "FIN") in answer.text and review.ledger.count() == 0


def test_all_at_once_is_locked_until_its_samples_are_decided(
    client: TestClient, review: Review
) -> None:
    query = Query(fields=("host_country",))
    bulk = {"where": "field=host_country", "action": "accept"}
    assert "Locked" in client.post("/bulk", data=bulk, headers=OWN).text
    assert review.ledger.count() == 0
    for entry in review.queue(query)[:4]:
        form = {"action": "accept", "seen": "0", "where": "field=host_country&samples=1"}
        client.post(f"/entry/{entry.id}", data=form, headers=OWN)
    assert review.ledger.count() == 4
    assert (
        client.post("/bulk", data={"where": "", "action": "accept"}, headers=OWN).status_code == 400
    )


def test_a_value_that_nobody_asked_about_is_decided_and_taken_back(
    client: TestClient, review: Review
) -> None:
    text = client.get("/record/o-0001?pointer=/technology_fields/0").text
    assert 'action="/record/o-0001"' in text and "new_energy_storage" in text
    form = {"pointer": "/technology_fields/0", "action": "accept", "seen": "0"}
    answer = client.post("/record/o-0001", data=form, headers=OWN)
    assert "Decided: accept /technology_fields/0" in answer.text
    [decision] = review.ledger.decisions()
    assert (decision.value, decision.reviewer) == ("new_energy_storage", "ann")
    assert client.get("/record/o-0001?pointer=/nothing").status_code == 404
    undone = client.post("/undo", data={"reference": decision.decision_id[:12]}, headers=OWN)
    assert "1 taken back" in undone.text and review.ledger.count() == 2


def test_what_is_missing_is_added(client: TestClient, review: Review) -> None:
    form = {
        "action": "correct",
        "add": "1",
        "pointer": "/people/-",
        "value": "李明",
        "quote": "李明",
    }
    answer = client.post("/record/o-0001", data=form, headers=OWN)
    assert answer.status_code == 200
    [decision] = review.ledger.decisions()
    assert decision.target.field == "people" and decision.proof is not None
    bad = form | {"pointer": "/amounts/-", "value": "<b>5"}
    again = client.post("/record/o-0001", data=bad, headers=OWN)
    assert again.status_code == 422 and 'value="&lt;b&gt;5"' in again.text
    assert review.ledger.count() == 1


def test_links_lead_to_what_they_name(client: TestClient, review: Review) -> None:
    entry = entry_of(review)
    for wanted, path in (
        ("o-0002", "/record/o-0002"),
        (entry, f"/entry/{entry}"),
        ("host_country", "/queue?field=host_country"),
        ("p-12", "/queue?pattern=p-12"),
        ("o-", "/queue?record=o-"),
    ):
        found = client.get("/find", params={"q": wanted}, follow_redirects=False)
        assert found.headers["location"] == path
    assert "4 open" in client.get("/queue?field=host_country&question=changed").text
    assert "0 open" in client.get("/queue?field=host_country&question=added").text
