"""What the looks of headings say: parts of the article, entries among others, questions in a run."""

from __future__ import annotations

import pytest

from tests.extract.test_outline import headings, read, said

_ROWS = "<p>It is told at the gate:</p><ul><li>It itches</li></ul>"


def told(tag: str, *heads: str) -> str:
    return "".join(f"<{tag}>{head}</{tag}><p>It is told at the gate.</p>" for head in heads)


def run_in(*heads: str) -> str:
    return "".join(f"<p><b><i>{head}</i></b><br>It is told at the gate.</p>" for head in heads)


@pytest.mark.parametrize(
    ("heads", "entry"),
    [
        (("Sap", "Spray treatment", "Pollen"), True),
        (("Spray treatment", "Sap", "Pollen"), True),  # treatments have their own part
        (("Blood tests", "Sap", "Pollen"), False),
        (("Sap", "Treatment options", "Pollen"), False),
        (("Sap", "How is it treated?", "Pollen"), False),
        (("Sap", "When to see a doctor", "Pollen"), False),
        (("Sap", "Spray treatment", "Frost prevention"), False),
    ],
)
def test_a_heading_among_others_that_say_nothing_is_one_of_them(heads: tuple[str, ...], entry: bool) -> None:
    article = read("<h2>Causes</h2>" + told("h3", *heads) + "<h2>Treatment</h2><ul><li>Balm</li></ul>")
    assert ([i.term for i in article.items if i.facet == "cause"] == list(heads)) is entry


_COLOURED = "<div class='band color-{}'>{}</div><div class=text>It is told at the gate.</div>"


@pytest.mark.parametrize(
    ("more", "made"),
    [
        ((), True),
        (tuple("Oak leaves,Pollen,Sap,Frost in May,Bees,Wind,Rain,Sun,Snow,Hail".split(",")), False),
    ],
)
def test_lines_whose_names_alone_set_them_apart_are_headings_where_many_say_a_facet(
    more: tuple[str, ...], made: bool
) -> None:
    heads = "What causes the rash on the leg", "Who is at risk of the rash here", "How it is treated by us"
    page = "".join(_COLOURED.format(n, head) for n, head in enumerate((*heads, *more)))
    assert [heading for heading, _ in headings(read(page))] == (list(heads) if made else [])


def test_the_same_of_headings_by_look_that_look_otherwise_than_the_one_above() -> None:
    heads = "Sap", "Spray treatment", "Pollen"
    article = read("<p><b>What causes goutweed rash?</b></p>" + run_in(*heads))
    assert said(article) == [("cause", head) for head in heads]


def test_of_one_look_a_heading_opens_its_own_part() -> None:
    lines = "Symptoms", "Home remedies for rash", "Balm", "Oil"
    article = read("".join(f"<p><b>{line}</b></p><p>It is told at the gate.</p>" for line in lines))
    assert said(article) == [("treatment", "Balm"), ("treatment", "Oil")]


def test_questions_of_one_look_stand_side_by_side() -> None:
    asked = "What are the symptoms?", "Are there complications?", "Can it be prevented?"
    article = read("".join(f"<p><b>{line}</b></p><ul><li>{line[:4]} A</li></ul>" for line in asked))
    assert [item.facet for item in article.items] == ["symptom", "complication", "prevention"]


def test_entries_may_look_like_the_parts_of_the_article() -> None:
    lines = "Symptoms", "Causes", "Treatment", "Balm", "Oil"
    body = "".join(f"<p><b>{line}</b></p><p>It is told at the gate.</p>" for line in lines)
    article = read(body + "".join(f"<div class=n><b>{n} gardens</b></div><p>Seen.</p>" for n in "123"))
    assert [item.term for item in article.items][:2] == ["Balm", "Oil"]


@pytest.mark.parametrize(("look", "entries"), [("<font size=5>{}</font>", 0), ("{}", 1)])
def test_what_looks_like_the_articles_parts_is_one(look: str, entries: int) -> None:
    lines = "Symptoms", "Causes", "Treatment", "My garden"
    body = "".join(f"<p><b>{look.format(line)}</b></p><p>It is told at the gate.</p>" for line in lines)
    article = read(body)
    assert len(article.items) == entries
    assert headings(article)[-1] == ("My garden", None)


@pytest.mark.parametrize(("more", "made"), [(0, True), (1, True), (2, False)])
def test_lines_named_as_headings_are_some_where_next_to_none_is_a_sentence(more: int, made: bool) -> None:
    lines = "Symptoms", "Causes", "Treatment", "My garden in May"
    body = "".join(f"<div class=hd>{line}</div><p>It is told at the gate.</p>" for line in lines)
    article = read(body + more * "<div class=hd>It is told here, at length.</div>")
    assert (("My garden in May", None) in headings(article)) is made


@pytest.mark.parametrize(("heading", "facet"), [("Precautions", None), ("Prevention", "prevention")])
def test_cautions_among_treatments_keep_to_themselves(heading: str, facet: str | None) -> None:
    article = read("<h2>Home remedies</h2>" + told("h3", "Balm", "Oil", heading))
    assert headings(article)[-1] == (heading, facet)
    assert len(article.items) == 2


def test_of_a_printed_pages_lines_the_font_tells_headings() -> None:
    told = (
        "What are the symptoms?",
        "What causes it?",
        "How is it treated?",
        "What is the outlook?",
        "In the garden",
    )
    line = "<div class='t m0 x1 h{0} y{2} ff{0} fs{0} fc0'>{1}</div>"
    lines = [
        line.format(n, text, at) for at, head in enumerate(told) for n, text in ((2, head), (4, "It is told"))
    ]
    assert [head for head, _ in headings(read("".join(lines)))] == list(told)


def test_a_line_underlined_by_its_style_is_a_heading() -> None:
    line = "<p><span style='text-decoration: underline'>{}</span></p><p>It is told at the gate.</p>"
    article = read("<p><b>Diagnosis</b></p>" + line.format("Skin scraping") + line.format("Leaf rubbing"))
    assert said(article) == [("test", "Skin scraping"), ("test", "Leaf rubbing")]


def test_titles_of_cards_of_one_look_stand_above_the_headings_inside() -> None:
    card = "<div class=card id=c{0}><div><div class=st>{1}</div><div class=ss>As told</div></div>{2}</div>"
    inner = told("h4", "Dry rash", "Wet rash")
    bodies = (
        ("Types", inner),
        ("Symptoms", _ROWS),
        ("Causes", _ROWS),
        ("Treatment", _ROWS),
        ("In the garden", _ROWS),
    )
    article = read("".join(card.format(n, *body) for n, body in enumerate(bodies)))
    assert [section.path for section in article.sections if section.heading == "Dry rash"] == [("Types",)]
    assert {s.heading: s.path for s in article.sections}["In the garden"] == ()
    assert [item.facet for item in article.items] == ["type", "type", "symptom", "cause", "treatment"]


_PARTS = "Symptoms", "Causes", "Treatment", "In the garden"


@pytest.mark.parametrize(
    "lines",
    [
        [f"<p>{part.upper()}</p>" for part in _PARTS],
        [f"<p><b>{n}. {part}</b></p>" for n, part in enumerate(_PARTS, 1)],
        [f"<p><b><span style='color: red'>{part}</span></b></p>" for part in _PARTS],
        [f"<p style='font-size: 20px'><b>{part}</b></p>" for part in _PARTS],
    ],
)
def test_capitals_numbers_and_colours_are_looks(lines: list[str]) -> None:
    article = read("".join(f"{line}<ul><li>{n} days of it</li></ul>" for n, line in enumerate(lines)))
    assert [item.facet for item in article.items] == ["symptom", "cause", "treatment"]
    assert len(headings(article)) == 4


@pytest.mark.parametrize(
    ("heading", "lines", "facet"),
    [
        ("Tests", "<p>Leaf test</p><p>Prick of the thumb</p><p>Nettle test</p>", "test"),
        ("Tests", "<p>Sap level<br>Nettle test<br>Prick of the thumb</p>", "test"),
        ("Causes", "<p>Dust<br>Lack of treatment<br>Sap</p>", "cause"),
        ("Causes", "<p>Dust<br>Sap<br>Drug treatment</p>", "cause"),
    ],
)
def test_a_line_among_short_lines_is_one_of_them_though_it_says_a_facet(
    heading: str, lines: str, facet: str
) -> None:
    article = read(f"<h2>{heading}</h2>{lines}<h2>Outlook</h2><p>It fades in a week.</p>")
    assert [item.facet for item in article.items] == [facet] * 3


def test_a_line_over_a_paragraph_or_of_a_page_without_tags_is_a_heading_by_its_words() -> None:
    told = "<p>Cool the skin with water, and keep the leaves away from the bed.</p>"
    other = told.replace("Cool", "Rinse")
    kinds = f"<h2>Treatment</h2><p>Home treatment</p>{told}<p>Hospital treatment</p>{other}"
    assert [item.term for item in read(kinds).items] == ["Home treatment", "Hospital treatment"]
    bare = "<p>Main symptoms<br>Pale rings<br>Itch<br>Usual tests<br>Leaf prick<br>Sap level</p>"
    assert headings(read(bare)) == [("Main symptoms", "symptom"), ("Usual tests", "test")]


def test_a_lead_that_names_another_facet_than_the_heading_is_one() -> None:
    notes = "<p><b>Aetiology:</b></p><ul><li>Sap</li><li>Dust</li></ul><p><b>{}:</b> rings, itch.</p>"
    page = notes + "<p><b>Prognosis:</b> good.</p>"
    assert [h for h, _ in headings(read(page.format("Clinical features")))][1:] == [
        "Clinical features",
        "Prognosis",
    ]
    same = "<h2>Symptoms</h2><p><b>Clinical features:</b> rings.</p><p><b>Prognosis:</b> good.</p>"
    assert ("Clinical features", "symptom") not in headings(read(same))


@pytest.mark.parametrize("lead", ["<b>Diagnosis -</b> a prick.", "<b>Diagnosis</b> – a prick."])
def test_a_dash_may_part_a_heading_that_runs_in_from_its_text(lead: str) -> None:
    page = f"<p><b>Symptoms -</b></p><p>Rings.</p><p>{lead}</p><p><b>Prognosis:</b> good.</p>"
    assert ("Diagnosis", "test") in headings(read(page))
