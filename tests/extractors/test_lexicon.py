from extractors.folding import compact, fold
from extractors.lexicon import Entry, Lexicon


def found(lexicon: Lexicon, text: str) -> list[tuple[str, list[str]]]:
    folded = fold(text)
    return [
        (folded[hit.span.start : hit.span.end], [entry.id for entry in hit.entries])
        for hit in lexicon.find(folded)
    ]


def test_the_longest_term_wins() -> None:
    lexicon = Lexicon([Entry("生物", "bio"), Entry("生物质能", "energy")])
    assert found(lexicon, "生物质能与生物") == [("生物质能", ["energy"]), ("生物", ["bio"])]


def test_latin_terms_are_whole_words_with_plural() -> None:
    lexicon = Lexicon([Entry("LED", "light"), Entry("fuel cell", "fc")])
    assert found(lexicon, "led LEDs ledger called LED灯 fuel cells") == [
        ("led", ["light"]),
        ("leds", ["light"]),
        ("led", ["light"]),
        ("fuel cells", ["fc"]),
    ]


def test_a_gap_stays_inside_its_sentence_and_width() -> None:
    lexicon = Lexicon([Entry("以…入股", "jv"), Entry("shoulder the … tooling", "make")])
    assert found(lexicon, "愿以自有专利技术作价入股。") == [("以自有专利技术作价入股", ["jv"])]
    assert found(lexicon, "以技术。入股") == []
    assert found(lexicon, "would shoulder the cost of tooling") == [
        ("shoulder the cost of tooling", ["make"])
    ]


def test_one_term_of_two_meanings_gives_both() -> None:
    lexicon = Lexicon([Entry("许可生产", "licensing"), Entry("许可生产", "production")])
    assert found(lexicon, "许可生产") == [("许可生产", ["licensing", "production"])]


def test_offsets_count_from_the_whole_text() -> None:
    lexicon = Lexicon([Entry("氢能", "h2")])
    hits = lexicon.find("𠮷氢能，氢能", 3)
    assert [(hit.span.start, hit.span.end) for hit in hits] == [(4, 6)]


def test_folding_keeps_the_length_and_meets_traditional_script() -> None:
    text = "科學技術（ＡＢＣ）𠮷ﬁ Ⅷ"
    assert len(fold(text)) == len(text)
    assert fold(text).startswith("科学技术(abc)")
    assert compact("合 作 方 式：") == "合作方式"


def test_a_part_of_a_long_text_reads_as_if_it_stood_alone() -> None:
    lexicon = Lexicon(
        [Entry(term, term) for term in ("LED", "合资", "资企", "以…入股", "fuel cell", "合资企业")]
    )
    text = fold("xled leds以合资企业入股 a fuel cells, 以技术入股。合资led; fuel celled" * 12)
    for start in range(0, 60):
        for end in (start, start + 3, start + 11, start + 40, len(text)):
            alone = lexicon.find(text[start:end])
            part = lexicon.find(text, start, end)
            assert [(h.span.start + start, h.span.end + start) for h in alone] == [
                (h.span.start, h.span.end) for h in part
            ]
            assert [h.entries for h in alone] == [h.entries for h in part]


def test_a_text_in_parts_is_not_mixed_up_with_another() -> None:
    lexicon = Lexicon([Entry("合资", "jv")])
    one, other = "合资" + "。" * 600, "。" * 600 + "合资"
    assert [len(lexicon.find(text, 0, 10)) for text in (one, other, one)] == [1, 0, 1]
