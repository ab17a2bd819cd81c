"""Boxes and lists that sell or call, told apart from the article on a page alone."""

from __future__ import annotations

import pytest

from tests.extract.test_outline import read


def boxes(heading: str, *shown: str) -> str:
    """Boxes of a name and a line below a heading with text of its own."""
    held = [f"<div class='item'><h4>{n}</h4><p>{s}</p></div>" for n, s in (x.split(": ") for x in shown)]
    told = "<p>It comes from a leaf.</p><p>So it is said.</p>"
    return f"<h2>{heading}</h2>{told}{''.join(held)}<h2>Outlook</h2><p>Good.</p>"


def test_goods_with_their_price_are_told_apart_from_the_article() -> None:
    gloves, sleeves = "Fern gloves: $29 at Leafmart", "Fern sleeves: $9 at Leafmart"
    for shown in ((gloves,), (gloves, sleeves)):
        article = read(boxes("Causes", *shown))
        assert not article.items
        assert [module.name for module in article.modules] == ["goods"] * len(shown)
    assert len(read(boxes("Treatment", gloves, sleeves)).items) == 2  # what is for sale may treat
    assert len(read(boxes("Causes", "Fern sap: It burns at noon.", "Fern dust: It itches.")).items) == 2


def test_a_badge_above_the_name_of_goods_is_no_line_of_the_text_before() -> None:
    box = "<div class='item'><span>Our pick</span><h4>Fern gloves</h4><p>Soft. $9 at Leafmart</p></div>"
    article = read(f"<h2>Causes</h2><p>It comes from a leaf.</p>{box}<h2>Outlook</h2><p>Good.</p>")
    assert [s.text for s in article.sections if s.facet == "cause"] == ["It comes from a leaf."]


def test_a_list_of_goods_is_told_apart_from_the_article() -> None:
    items = "<ul><li>Fern gloves $29 at Leafmart</li><li>Fern sleeves – £9 from The Barn</li></ul>"
    outlook = "<h2>Prognosis</h2><p>Good.</p><h3>Recovery gear we love</h3>"
    assert not read(outlook + items).items
    assert read(outlook + items.replace("$29 at Leafmart", "").replace("– £9 from The Barn", "")).items


def test_a_box_that_leads_to_a_test_of_the_sites_own_is_told_apart() -> None:
    box = "<div class='card'><h4>Check your leaves</h4><p>It is free.</p><a href='/q'>{} leaf quiz</a></div>"
    page = f"<h2>Treatment</h2><p>A balm soothes it.</p><p>So does oil.</p>{box}<h2>Outlook</h2><p>Good.</p>"
    assert not read(page.format("Take the")).items
    assert len(read(page.format("Fern on the")).items) == 1


@pytest.mark.parametrize(
    ("told", "answers"), [("", 2), ("<p>We answer:</p>", 2), ("<p>Ask.</p><p>We answer.</p>", 0)]
)
def test_a_box_that_is_all_below_the_last_heading_is_the_articles(told: str, answers: int) -> None:
    flow = "".join(f"<h2>{h}</h2><p>It itches.</p>" for h in ("Symptoms", "Causes", "Treatment", "Outlook"))
    panel = "<div><h5><button>{0} it itch?</button></h5><p>It may.</p></div>"
    panels = "".join(map(panel.format, ("Can", "Will")))
    article = read(f"{flow}<h2>Frequently asked questions</h2>{told}<div class='accordion'>{panels}</div>")
    assert sum(item.facet == "faq" for item in article.items) == answers


def test_cards_with_a_badge_that_are_all_below_the_last_heading_are_its_entries() -> None:
    flow = "".join(f"<h2>{h}</h2><p>It itches.</p>" for h in ("Symptoms", "Causes", "Diagnosis", "Outlook"))
    card = "<div class='card'><span class='badge'>{}</span><h3>{}</h3><p>It soothes.</p></div>"
    cards = "".join(card.format(badge, name) for badge, name in (("A", "Balm"), ("B", "Oil"), ("C", "Soap")))
    article = read(f"{flow}<h2>Treatment</h2><div class='grid'>{cards}</div>")
    assert [item.term for item in article.items] == ["Balm", "Oil", "Soap"]


def test_one_card_of_several_may_end_in_a_link_that_calls() -> None:
    cards = "".join(
        f"<div class='card'><h3>{name}</h3><p>It eases the pain.</p>{link}</div>"
        for name, link in (("Rest", ""), ("Massage", "<a href='/m'>Book now</a>"), ("Ice", ""))
    )
    article = read(f"<h2>Treatment</h2>{cards}<h2>Outlook</h2><p>Good.</p>")
    assert [item.term for item in article.items] == ["Rest", "Massage", "Ice"]
