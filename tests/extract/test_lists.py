"""Elements that are lists in all but name."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import ungrounded

_LONG = "Rest of a week or two in a dark and quiet room helps most people, as light and noise make it worse"
_FULL = (
    "Doctors treat most of those who have it with rest, water and a drug against the fever of the first days."
)
_SHORT = ["Plenty of water", "Cold packs", "Sleep"]


def treatments(listing: str) -> list[str]:
    """The entries of a section on treatment that holds this below a line of its own."""
    page = (
        "<h1>Croup</h1><p>Croup is a disease of the airways.</p><h2>Treatment</h2>"
        f"<p>Most people need little.</p>{listing}<h2>Outlook</h2><p>Most people get well.</p>"
    ).encode()
    article = extract_article(page, None)
    assert ungrounded(article, page) == []
    return [item.text for item in article.items if item.facet == "treatment"]


def lines(texts: list[str], around: str = "<div class='points'>{}</div>", item: str = "class='point'") -> str:
    return around.format("".join(f"<div {item}>{text}</div>" for text in texts))


def test_elements_of_one_class_that_fill_another_are_a_list() -> None:
    assert treatments(lines([*_SHORT, _LONG])) == [*_SHORT, _LONG]


def test_a_paragraph_inside_such_an_element_is_its_line() -> None:
    assert treatments(lines([f"<p>{text}</p>" for text in [*_SHORT, _LONG]])) == [*_SHORT, _LONG]


def test_tabs_are_no_list() -> None:
    panels = "".join(
        f"<div role='tabpanel'><b>{tab}</b><ul><li>{tab} at noon</li></ul></div>" for tab in _SHORT
    )
    tabs = lines(_SHORT, "<div class='tabs' role='tablist'>{}</div>", "class='tab-title'")
    assert treatments(tabs + panels) == [f"{tab} at noon" for tab in _SHORT]


def test_two_such_lists_of_one_make_are_no_cards() -> None:
    more = ["Warm tea", "Honey", _LONG]
    found = treatments(lines([*_SHORT, "Steam"]) + "<p>Children may try:</p>" + lines(more))
    assert found == [*_SHORT, "Steam", *more]


def test_roles_say_list_however_long_the_items() -> None:
    listing = lines([_LONG, f"{_LONG} again"], "<div role='list'>{}</div>", "role='listitem'")
    assert treatments(listing) == [_LONG, f"{_LONG} again"]


def test_items_by_role_may_be_counted() -> None:
    counted = [f"{n} {text}" for n, text in enumerate(_SHORT, 1)]
    listing = lines(counted, "<div role='list'>{}</div>", "role='listitem'")
    assert len(treatments(listing)) == len(counted)


def test_elements_of_a_name_of_the_pages_own_are_lines() -> None:
    items = "\n".join(f"<x-point>{text}</x-point>" for text in [*_SHORT, _LONG])
    assert treatments(f"<x-points>{items}</x-points>") == [*_SHORT, _LONG]


@pytest.mark.parametrize(
    "prose",
    [
        lines([_LONG, f"{_LONG} again", f"{_LONG} still"]),  # paragraphs
        lines([_FULL, f"{_FULL} Few need more.", "Most get well. Some do not."]),
        lines(["Ada Reed", "June 3, 2020", "5 min read"]),  # a byline
        lines(["In short: rest.", _LONG], "<div class='text'>{}<p>That is all there is to it.</p></div>"),
    ],
)
def test_paragraphs_are_none(prose: str) -> None:
    assert treatments(prose) == []


def test_rows_of_cells_are_a_table() -> None:
    cells = [["Paracetamol", "It lowers the fever within an hour.", "Four times a day"]] * 2
    rows = "".join(lines(row, "<div class='row'>{}</div>") for row in cells)
    assert treatments(f"<div class='grid'>{rows}</div>") == ["\n".join(row) for row in cells]
