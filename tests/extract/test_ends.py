"""Where a section ends without a heading: behind a box amid it, behind cards, behind the last element."""

from __future__ import annotations

import pytest

from tests.extract.test_outline import headings, read, said

_LISTED = "<ul><li>Pale bumps</li><li>Red rings</li></ul>"
_BUMPS = [("symptom", "Pale bumps"), ("symptom", "Red rings")]
_BALMS = "".join(
    f"<div class=card><h3>{name}</h3><p>It cools the skin.</p></div>" for name in ("Balm", "Oil", "Cold tea")
)
_NAMES = [("treatment", "Balm"), ("treatment", "Oil"), ("treatment", "Cold tea")]


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Take our quiz</h3><p>What do you know about sleep?</p></div>",
        "<div><h2>Take our quiz</h2><p>What do you know about sleep?</p></div>",
        "<div><div><h4>Meet our doctors</h4><div><h5>Dr. Ann Oak</h5><p>Surgeon</p></div></div></div>",
    ],
)
def test_a_section_goes_on_behind_an_aside_in_a_box(box: str) -> None:
    article = read(f"<h2>Symptoms</h2><p>It itches for a week.</p>{box}{_LISTED}<h2>Outlook</h2><p>Good.</p>")
    assert said(article) == _BUMPS
    assert headings(article)[-1] == ("Outlook", "prognosis")


@pytest.mark.parametrize(
    "aside",
    [
        "<h3>Take our quiz</h3><p>What do you know about sleep?</p>",  # in no box
        "<div><h3>Take our quiz</h3></div><p>What do you know about sleep?</p>",  # which holds nothing else
    ],
)
def test_an_aside_in_no_box_of_its_own_goes_on(aside: str) -> None:
    assert said(read(f"<h2>Symptoms</h2><p>It itches for a week.</p>{aside}{_LISTED}")) == []


def test_a_box_with_another_heading_of_its_level_is_no_box_of_an_aside() -> None:
    box = f"<div><h3>Take our quiz</h3><p>What do you know?</p><h3>Symptoms</h3>{_LISTED}</div>"
    assert said(read(f"<h2>Overview</h2><p>It itches for a week.</p>{box}<p>Ask a nurse.</p>")) == _BUMPS


def test_a_box_of_an_aside_between_a_bold_facet_and_its_names_parts_them_not() -> None:
    bold = "<p><b>{}</b></p><div><h4>Take our quiz</h4><p>What do you know about sleep?</p></div>{}"
    named = "<h3>Balm</h3><p>It cools the skin.</p><h3>Oil</h3><p>It takes off the sap.</p>"
    felt = "<h3>Pale bumps</h3><p>They itch.</p><h3>Red rings</h3><p>They burn.</p>"
    article = read(bold.format("Symptoms", felt) + bold.format("Treatment", named))
    assert said(article) == [*_BUMPS, *_NAMES[:2]]


def test_what_stands_behind_cards_is_none_of_the_last_one() -> None:
    article = read(f"<h2>Treatment</h2><div>{_BALMS}</div><p>Our nurses are glad to help.</p><h2>Cost</h2>")
    assert said(article) == _NAMES
    assert [item.description for item in article.items] == ["It cools the skin."] * 3


def test_what_stands_behind_cards_belongs_to_what_stands_above_them() -> None:
    article = read(f"<h2>Treatment</h2><div>{_BALMS}</div><ul><li>Mint baths</li><li>Soft soap</li></ul>")
    assert said(article) == [*_NAMES, ("treatment", "Mint baths"), ("treatment", "Soft soap")]


def test_a_card_without_a_heading_goes_on_with_what_the_last_one_says() -> None:
    part = "<section><h2>{}</h2><p>It is mild.</p></section>"
    more = f"<div><section><p>Most people notice these:</p>{_LISTED}</section></div>"
    article = read(f"<div>{part.format('Outlook')}{part.format('Symptoms')}</div>{more}")
    assert said(article) == _BUMPS


def test_elements_that_hold_a_heading_and_its_first_words_are_no_cards() -> None:
    part = "<div class=top><h2>{}</h2><p>In short.</p></div>{}"
    balms = "<ul><li>Balm</li><li>Oil</li></ul>"
    assert said(read(part.format("Symptoms", _LISTED) + part.format("Treatment", balms))) == [
        *_BUMPS,
        *_NAMES[:2],
    ]


def test_what_stands_behind_the_element_of_the_last_headings_is_none_of_the_section() -> None:
    asked = "<div>Can it spread?</div><div>No.</div>"
    parts = f"<h2>Symptoms</h2>{_LISTED}<h2>Treatment</h2><p>Rest and wait.</p>{asked}"
    foot = "<div><p>Centres</p><p>North Wood</p><p>South Wood</p><p>East Wood</p></div>"
    article = read(f"<h2>Overview</h2><p>It is mild.</p><div><main>{parts}</main>{foot}</div>")
    assert said(article) == _BUMPS
    assert headings(article)[-1] == ("", None)


def test_it_belongs_to_what_the_headings_inside_stand_under() -> None:
    inside = "<h3>Balm</h3><p>It cools the skin.</p><h3>Oil</h3><p>It takes off the sap.</p>"
    behind = "<ul><li>Cold tea</li><li>Mint baths</li></ul>"
    article = read(f"<h2>Treatment</h2><div>{inside}</div>{behind}")
    assert said(article) == [*_NAMES, ("treatment", "Mint baths")]
