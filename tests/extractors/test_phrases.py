import pytest

from extractors import phrases


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("公司愿与中方组建合资企业。", "stated"),
        ("公司不接受合资企业的形式。", "denied"),
        ("公司不考虑出让股权，但愿意组建合资企业。", "stated"),
        ("合资企业的形式不在考虑之列。", "denied"),
        ("The company is not interested in a joint venture.", "denied"),
        ("We do not sell the technology but would set up a joint venture.", "stated"),
        ("A joint venture is ruled out.", "denied"),
    ],
)
def test_scope_of_a_phrase(page_from, sentence: str, expected: str) -> None:  # type: ignore[no-untyped-def]
    page, _ = page_from(sentence)
    segment = page.document.segments[0]
    hits = [
        hit
        for hit in phrases.find(page, segment, "cooperation_type")
        if any(entry.id == "joint_venture" for entry in hit.entries)
    ]
    assert hits, "the vocabulary misses the phrase"
    assert phrases.scope_of(page, segment, hits[-1]) == expected
