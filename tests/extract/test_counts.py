"""Numbers in elements of their own: those that count are marks, those that say something stay."""

from __future__ import annotations

import pytest

from tests.extract.checks import read_kept
from tests.extract.test_outline import said as told

_PAGE = "<h1>Goutweed rash</h1><p>Goutweed rash is a disease.</p><h2>{}</h2>{}"
_STEP = "<div class='step'><div class='n n{n}'>{n}</div><div><b>{name}</b><p>It does good.</p></div></div>"


def entries(heading: str, body: str) -> list[str]:
    return [item.text.replace("\n", " ") for item in read_kept(_PAGE.format(heading, body)).items]


def test_a_number_that_opens_its_box_and_counts_is_a_mark() -> None:
    steps = "".join(_STEP.format(n=n, name=name) for n, name in enumerate(("Balm", "Oil", "Rest"), 1))
    assert entries("Treatment", f"<div>{steps}</div>") == [
        "Balm It does good.",
        "Oil It does good.",
        "Rest It does good.",
    ]


@pytest.mark.parametrize(
    ("heading", "body", "said"),
    [
        ("Treatment", "<table><tr><td>Balm<td>1<tr><td>Oil<td>2</table>", ["Balm 1", "Oil 2"]),
        (
            "Symptoms",
            "<table><tr><th>Day<th>Sign<tr><td>1<td>Bumps<tr><td>2<td>Rings</table>",
            ["1 Bumps", "2 Rings"],
        ),
        (
            "Prevention",
            "<dl><dt>Baths<dd>3<dt>Walks<dd>4<dt>Naps<dd>5</dl>",
            ["Baths 3", "Walks 4", "Naps 5"],
        ),
        ("Types", "<dl><dt>1<dd>Begins in spring.<dt>2<dd>Late.</dl>", ["1 Begins in spring.", "2 Late."]),
    ],
)
def test_a_number_that_says_something_stays(heading: str, body: str, said: list[str]) -> None:
    assert entries(heading, body) == said


def test_a_figure_stays_before_what_goes_on_its_sentence() -> None:
    figures = (
        "<div><b>1</b><p>in 40 gardeners has it</p></div><div><b>2</b><p>times as many in spring</p></div>"
    )
    article = read_kept(_PAGE.format("Epidemiology", figures))
    assert "1\nin 40" in article.text
    assert "2\ntimes" in article.text


def test_numbers_of_sources_leave_all_of_them() -> None:
    cited = ("Reed A. Rashes. Leaf. 2019;3(2):12-19.", "Hill T. Weeds. Leaf. 2020;1:4-9.")
    items = "".join(f"<li><div>{n}</div><div>{text}</div></li>" for n, text in enumerate(cited, 1))
    article = read_kept(_PAGE.format("Symptoms", f"<ul><li>Bumps</ul><h2>References</h2><ul>{items}</ul>"))
    assert len(article.references) == 2


def test_names_by_tag_stand_below_facets_by_look() -> None:
    names = "<h3>{}</h3><p>It is told at once.</p><h3>{}</h3><p>It is told later.</p>"
    parts = (("Symptoms", "Bumps", "Rings"), ("Treatment", "Balm", "Oil"))
    body = "".join(f"<p><b>{facet}</b></p>{names.format(*of)}" for facet, *of in parts)
    article = read_kept(f"<h1>Goutweed rash</h1><p>Goutweed rash is a disease.</p>{body}")
    assert told(article) == [
        ("symptom", "Bumps"),
        ("symptom", "Rings"),
        ("treatment", "Balm"),
        ("treatment", "Oil"),
    ]


def test_a_chapter_between_facets_by_look_names_nothing_of_them() -> None:
    chapter = "<h2>{}</h2><p>Kings of old were often said to have it.</p>"
    listed = "<ul><li>Bumps</li><li>Rings</li></ul>"
    parts = ("Symptoms", "Causes", "Treatment")
    body = "".join(
        f"<p><b>{facet}</b></p>{listed}{chapter.format('A walk ' * n)}" for n, facet in enumerate(parts, 1)
    )
    article = read_kept(f"<h1>Goutweed rash</h1><p>Goutweed rash is a disease.</p>{body}")
    assert not any("walk" in (item.term or "") for item in article.items)


def test_cards_below_another_heading_than_a_facets_are_links() -> None:
    card = "<a href='/{n}'><h3>Walk {n}</h3><p>A walk in the woods does good to all who like it.</p></a>"
    cards = "".join(card.format(n=n) for n in range(3))
    assert len(entries("Treatment", f"<div>{cards}</div>")) == 3
    assert entries("Treatment", f"<p>It heals.</p><div><h3>Popular reads</h3>{cards}</div>") == []
