"""Items with numbers of their own, and rows of tables: what names them, and what they are."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import read_kept, ungrounded


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("<tr><td>Rest<td>Two days<td>At home</tr><tr><td>Water<td>Daily<td>Warm</tr>", ["Rest", "Water"]),
        ("<tr><td>1<td>Rest<td>Two days</tr><tr><td>2.<td>Water<td>Daily</tr>", ["Rest", "Water"]),
        (
            "<tr><th rowspan=2>At home<td>Rest<td>Two days</tr><tr><td>Water<td>Daily</tr>",
            ["Rest", "Water"],
        ),
        (
            "<tr><td rowspan='2'>At home<td rowspan='2'>Mild<td>Rest<td>Now</tr><tr><td>Water<td>Daily</tr>",
            ["Rest", "Water"],
        ),
        ("<tr><td rowspan=2>Rest<td>Two days</tr><tr><td>Water<td>Daily</tr>", ["Rest", "Water"]),
    ],
)
def test_a_row_is_named_by_its_first_cell_that_is_its_own(rows: str, names: list[str]) -> None:
    page = (
        "<h1>Croup</h1><p>Croup is a disease of the airways.</p><h2>Treatment</h2><table>"
        f"<tr><th>Where</th><th>What</th><th>How</th></tr>{rows}</table>"
    )
    items = extract_article(page.encode(), None).items
    assert [item.term for item in items] == names
    assert not any(item.term in (item.description or "") for item in items)


@pytest.mark.parametrize(
    "listed",
    [
        "<ul><li><span>1</span> Rest<li><span>2</span>Water<li><span>3</span> Warm baths</ul>",
        "<ul><li><span>01</span> Rest<li><span>02</span>Water<li><span>03</span> Warm baths</ul>",
        "<ul><li><b>1</b><p>Rest</p><li><b>2</b><p>Water</p><li><b>3</b><p>Warm baths</p></ul>",
        "<dl><dt><div>09</div>Rest</dt><dt><div>10</div>Water</dt><dt><div>11</div>Warm baths</dt></dl>",
    ],
)
def test_the_number_of_an_item_is_no_part_of_its_name(listed: str) -> None:
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2>{listed}")
    assert [item.term for item in article.items] == ["Rest", "Water", "Warm baths"]


def test_a_number_that_counts_something_else_stays() -> None:
    listed = "<ul><li>2 Litres of water<li>30 Minutes of rest<li>3D scan</ul>"
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2>{listed}")
    assert [item.text for item in article.items] == ["2 Litres of water", "30 Minutes of rest", "3D scan"]
    assert article.items[2].term == "3D scan"
    figures = "<ul><li><b>30</b><p>Minutes of rest</p><li><b>8</b><p>Glasses of water</p></ul>"
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2>{figures}")
    assert [item.text for item in article.items] == ["30\nMinutes of rest", "8\nGlasses of water"]


@pytest.mark.parametrize(
    "listed",
    [
        "<table><tr><td>01<td>Rest</tr><tr><td>02<td>Warmth</tr></table>",
        "<dl><dt>01<dd>Rest<dt>02<dd>Warmth</dl>",
        "<ul><li><p>1.</p><p>rest in bed</p><li><p>2.</p><p>warmth</p></ul>",
    ],
)
def test_a_number_that_is_a_line_of_its_own_is_found_again(listed: str) -> None:
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2>{listed}")
    assert len(article.items) == 2


@pytest.mark.parametrize(
    ("heading", "facet"), [("When it gets worse", "complication"), ("How it shows: symptoms", "symptom")]
)
def test_a_table_is_of_what_its_first_column_says_below_a_heading_that_says_nothing(
    heading: str, facet: str
) -> None:
    rows = (
        "<tr><th>Complication<th>How often</tr><tr><td>Stridor<td>Rare</tr><tr><td>Croupy ears<td>Rarer</tr>"
    )
    page = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Prevention</h2><p>None.</p><h3>{heading}</h3>"
    items = read_kept(f"{page}<table>{rows}</table>").items
    assert [(item.facet, item.term) for item in items] == [(facet, "Stridor"), (facet, "Croupy ears")]


@pytest.mark.parametrize("tag", ["dialog", "aside"])
@pytest.mark.parametrize(
    "listing", ["<ul><li>{}</li></ul>", "<table><tr><td>{}</td><td>Often</td></tr></table>"]
)
def test_what_stands_amid_an_entry_and_is_no_part_of_it_is_not_in_its_path(listing: str, tag: str) -> None:
    inside = f"Rest a while<{tag}><p>A tip of the day.</p></{tag}>and then walk"
    page = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2>{listing.format(inside)}"
    article = extract_article(page.encode(), None)
    assert [item.text.split("\n")[:2] for item in article.items] == [["Rest a while", "and then walk"]]
    assert ungrounded(article, page.encode()) == []


def test_stars_that_stand_for_bold_are_no_text() -> None:
    named = "<li>**Mint oil (fresh):** It cools.</li><li>- **Soap** washes it off.</li>"
    others = "<li>Rub it **twice** a day</li><li>Oil, 2 ** 3 drops **</li>"
    article = read_kept(f"<h1>Rash</h1><h2>Treatment</h2><ul>{named}{others}</ul>")
    assert [(item.term, item.text) for item in article.items] == [
        ("Mint oil (fresh)", "Mint oil (fresh): It cools."),
        ("Soap", "Soap washes it off."),
        (None, "Rub it twice a day"),
        ("Oil, 2 ** 3 drops", "Oil, 2 ** 3 drops **"),
    ]


def test_what_a_facet_of_a_definition_list_holds_is_its_text_and_its_list() -> None:
    rows = [("Symptoms", "Cough", "Fever"), ("Causes", "Smoke", "Dust"), ("Treatment", "Rest", "Steam")]
    listed = "".join(
        f"<dt>{name}</dt><dd><p>Much is known of it.</p><ul><li>{one}</li><li>{other}</li></ul></dd>"
        for name, one, other in rows
    )
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease of the airways.</p><dl>{listed}</dl>")
    assert [item.text for item in article.items] == [text for row in rows for text in row[1:]]


def test_lines_of_a_facets_definition_are_its_entries() -> None:
    listed = "<dt>Symptoms<dd>Cough<br>Fever<dt>Causes<dd>Smoke<br>Dust<dt>Treatment<dd>Rest"
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease of the airways.</p><dl>{listed}</dl>")
    assert [item.facet for item in article.items] == ["symptom", "cause", "treatment"]


def test_a_row_of_one_cell_below_a_heading_is_kept_as_layout() -> None:
    body = "<h2>Causes</h2><table><tr><td>Smoke brings it on.</table><h2>Symptoms</h2><ul><li>Cough</ul>"
    article = read_kept(f"<h1>Croup</h1><p>Croup is a disease of the airways.</p>{body}")
    assert [(r.facet, r.text, r.reason) for r in article.rejected] == [
        ("cause", "Smoke brings it on.", "layout")
    ]
