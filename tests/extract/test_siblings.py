"""What headings side by side say of each other: kinds, steps to book, one of several."""

from __future__ import annotations

import pytest

from tests.extract.test_outline import headings, read, said

_LISTED = "<ul><li>Pale bumps</li><li>Red rings</li></ul>"

_KINDS = "<h4>Dry rash</h4><p>It flakes.</p><h4>Wet rash</h4><p>It oozes.</p>"


@pytest.mark.parametrize("introduction", ["", "<p>It has two kinds:</p>"])
def test_kinds_may_stand_at_the_level_of_an_empty_heading_above(introduction: str) -> None:
    article = read(f"<h4>Types of rash</h4>{introduction}{_KINDS}<h4>Symptoms</h4>{_LISTED}<h4>A walk</h4>")
    assert said(article) == [
        ("type", "Dry rash"),
        ("type", "Wet rash"),
        ("symptom", "Pale bumps"),
        ("symptom", "Red rings"),
    ]


def test_a_heading_with_text_of_its_own_has_no_kinds_at_its_level() -> None:
    article = read(f"<h4>Types of rash</h4><p>There are many, all of them mild.</p>{_KINDS}")
    assert said(article) == []


def test_a_call_to_book_among_treatments_is_none() -> None:
    heads = ("Schedule a visit today", "Balm", "Oil")
    article = read("<h2>Treatment</h2>" + "".join(f"<h3>{head}</h3><p>It does good.</p>" for head in heads))
    assert said(article) == [("treatment", "Balm"), ("treatment", "Oil")]


@pytest.mark.parametrize(("heading", "kinds"), [("Tests", 2), ("Diagnosis", 0), ("Treatment options", 2)])
def test_an_empty_heading_has_kinds_at_its_level_where_it_speaks_of_several(heading: str, kinds: int) -> None:
    assert len(said(read(f"<h4>{heading}</h4>{_KINDS}"))) == kinds


@pytest.mark.parametrize(
    ("last", "entry"), [("Acquired causes", True), ("Other causes", False), ("Main causes of rash", False)]
)
def test_a_heading_of_the_facet_above_may_be_one_of_its_entries(last: str, entry: bool) -> None:
    heads = ("Sap", "Pollen", "Sunlight", last)
    article = read("<h2>Causes</h2>" + "".join(f"<h3>{head}</h3><p>It does harm.</p>" for head in heads))
    assert [item.term for item in article.items] == list(heads[: 3 + entry])


def test_panels_that_ask_for_other_facets_are_no_cards_of_the_heading_above() -> None:
    panel = '<div class="toggle"><div class="toggle-title">{}</div><div><ul><li>{}</li></ul></div></div>'
    asked = [
        ("Who is likely to have goutweed rash?", "Gardeners"),
        ("How does it lead to scars?", "By rubbing"),
    ]
    article = read(
        "<h4>Tests for goutweed rash</h4><p>None.</p>" + "".join(panel.format(*each) for each in asked)
    )
    assert ("risk_factor", "Gardeners") in [(item.facet, item.text) for item in article.items]


def cards(*heads: str) -> str:
    """Cards of one make, each with a heading and a sentence."""
    return "".join(f"<div class=card><h3>{head}</h3><p>It is told at the gate.</p></div>" for head in heads)


@pytest.mark.parametrize(
    ("heads", "facets"),
    [
        (("Heated mint masks as therapy", "Wipes for the leaves"), [None, None]),
        (("Symptoms", "A walk", "Treatment"), ["symptom", None, "treatment"]),
    ],
)
def test_below_a_heading_that_says_nothing_a_card_opens_a_facet_outright(
    heads: tuple[str, ...], facets: list[str | None]
) -> None:
    article = read(f"<h2>Helpful things</h2>{cards(*heads)}")
    assert [s.facet for s in article.sections[-len(heads) :]] == facets


@pytest.mark.parametrize("others", [("A shy look", "A long wait"), ("A shy look",)])
def test_labels_of_items_open_no_facet_beside_others_that_say_nothing(others: tuple[str, ...]) -> None:
    heads = ("Visible symptoms", *others, "Complications")
    items = "".join(f"<li><h6>{head}:</h6><p>It wears one out.</p></li>" for head in heads)
    article = read(f"<h2>What people fear</h2><ul>{items}</ul>")
    assert {s.facet for s in article.sections} == {None}


def test_headings_in_list_items_are_sections_where_they_say_several_facets() -> None:
    item = "<li><h3>{}</h3><p>{}</p></li>"
    kinds = "".join(
        item.format(n, f"{n} soothes it.") for n in ("Cold water", "Zinc cream", "Laser treatment")
    )
    tabs = "".join(
        item.format(n, "It is told at length.") for n in ("At a glance", "Symptoms", "How is it treated?")
    )
    assert len(said(read(f"<h2>Treatment</h2><ul>{kinds}</ul>"))) == 3
    kinds += item.format("Diagnosis first", "It saves time.")
    assert len(said(read(f"<h2>Treatment</h2><ul>{kinds}</ul>"))) == 4
    assert [facet for _, facet in headings(read(f"<ul>{tabs}</ul>"))] == [None, "symptom", "treatment"]


@pytest.mark.parametrize(
    ("before", "after", "faq"),
    [("", "", 0), ("<h2>Outlook</h2><p>Good.</p>", "", 3), ("", "<h2>Outlook</h2><p>Good.</p>", 3)],
)
def test_a_subtitle_may_call_the_whole_article_questions(before: str, after: str, faq: int) -> None:
    asked = "What are the symptoms?", "What causes it?", "How is it treated?"
    questions = "".join(f"<p><b>{line}</b></p><p>These:</p><ul><li>Sap</li></ul>" for line in asked)
    article = read(f"{before}<h2>Questions and answers about goutweed rash</h2>{questions}{after}")
    assert sum(item.facet == "faq" for item in article.items) == faq
    assert faq or [item.facet for item in article.items] == ["symptom", "cause", "treatment"]


def test_frequently_asked_questions_are_no_article() -> None:
    asked = "What are the symptoms?", "What causes it?", "How is it treated?"
    body = "".join(f"<h3>{line}</h3><p>It is told at the gate.</p>" for line in asked)
    article = read(f"<h2>Frequently asked questions about goutweed rash</h2>{body}")
    assert [item.facet for item in article.items] == ["faq"] * 3


@pytest.mark.parametrize(
    ("last", "facet"),
    [
        ("When to call a doctor", "when_to_see_doctor"),
        ("How to prevent it", "prevention"),
        ("Treating the test itch", "treatment"),
    ],
)
def test_a_heading_of_several_words_that_says_no_more_than_a_facet_is_no_name(last: str, facet: str) -> None:
    told = "".join(f"<h3>{name}</h3><p>It helps many.</p>" for name in ("Rest", "Ice", "Heat", "Oil", "Soap"))
    article = read(f"<h2>Treatment</h2>{told}<h3>{last}</h3><ul><li>Bleeding</li><li>Fever</li></ul>")
    assert article.items[-1].facet == facet


def test_one_of_many_names_under_a_facet_names_an_entry_though_it_says_another() -> None:
    names = ("Sudden onset of symptoms", "Trouble seeing", "Pain", "A fall", "A new scar")
    told = "".join(f"<h4>{name}</h4><p>Call the same day.</p>" for name in names)
    article = read(f"<h3>When to see a doctor</h3>{told}<h4>Symptoms</h4><ul><li>Itching</li></ul>")
    assert said(article) == [*(("when_to_see_doctor", name) for name in names), ("symptom", "Itching")]


def test_a_heading_that_announces_kinds_has_them_at_its_level_whatever_they_are_called() -> None:
    kinds = "Ice", "Drug therapy", "Soap"
    page = "<h2>Treatment may include</h2>" + "".join(f"<h2>{n}</h2><p>{n} is used here.</p>" for n in kinds)
    assert [item.term for item in read(page).items] == list(kinds)
