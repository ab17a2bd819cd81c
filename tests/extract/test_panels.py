"""Panels that a page folds away: what unfolds one is its heading."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import read_kept

_PANELS = [
    '<div><a href="#p{n}">{title}</a><div id="p{n}">{body}</div></div>',
    '<div class="item"><a class="toggle" href="javascript:void(0)">{title}</a><div>{body}</div></div>',
    '<div><input type="checkbox" id="c{n}"><label for="c{n}">{title}</label><div>{body}</div></div>',
]


@pytest.mark.parametrize("panel", _PANELS)
def test_a_link_or_a_label_that_unfolds_its_panel_is_its_heading(panel: str) -> None:
    said = [("Symptoms", "<ul><li>Cough</li><li>Wheeze</li></ul>"), ("Treatment", "<ul><li>Rest</li></ul>")]
    panels = "".join(panel.format(n=n, title=t, body=b) for n, (t, b) in enumerate(said)).replace(
        "</ul><ul>", ""
    )
    page = f"<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>{panels}"
    found = [(item.facet, item.text) for item in extract_article(page.encode(), None).items]
    assert found == [("symptom", "Cough"), ("symptom", "Wheeze"), ("treatment", "Rest")]


def test_an_accordion_that_says_it_is_tabs_holds_the_article() -> None:
    panel = (
        '<div><div role="tab"><h4><a role="button" data-toggle="collapse" href="#p{0}">{0}</a></h4></div>'
        '<div id="p{0}" class="collapse" role="tabpanel"><ul><li>{1}</li><li>{2}</li></ul></div></div>'
    )
    said = [("Symptoms", "Cough", "Wheeze"), ("Causes", "Dust", "Smoke"), ("Treatment", "Rest", "Water")]
    panels = "".join(panel.format(*each) for each in said)
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f'<div class="panel-group" role="tablist">{panels}</div>'
    )
    found = [item.text for item in extract_article(page.encode(), None).items]
    assert found == ["Cough", "Wheeze", "Dust", "Smoke", "Rest", "Water"]


@pytest.mark.parametrize(
    "links",
    [
        '<div><a href="#s">Symptoms</a></div><div><a href="#t">Treatment</a></div>',
        '<p><a href="#s">Symptoms</a> | <a href="#t">Treatment</a></p>',
    ],
)
def test_a_list_of_links_within_the_page_has_no_headings(links: str) -> None:
    page = (
        f"<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>{links}"
        "<p>Many people live well with it for all of their lives.</p>"
        "<h2 id=s>Symptoms</h2><ul><li>Cough</li></ul>"
    )
    article = extract_article(page.encode(), None)
    assert [(item.facet, item.text) for item in article.items] == [("symptom", "Cough")]
    assert [section.heading for section in article.sections if section.facet] == ["Symptoms"]


def test_fields_of_a_form_are_no_headings() -> None:
    form = (
        "<form><label>Symptoms</label><input><label>Treatment</label><input><button>Send it</button></form>"
    )
    page = f"<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>{form}"
    assert not [s for s in extract_article(page.encode(), None).sections if s.facet]


def _accordion(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Facet and text of the entries of a page that ends in a list of links that unfold their items."""
    items = "".join(f'<li><a href="#p">{title}</a><div>{body}</div></li>' for title, body in rows)
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f"<h2>Questions and answers</h2><ul>{items}</ul>"
    )
    return [(item.facet, item.text) for item in extract_article(page.encode(), None).items]


def test_a_list_of_panels_that_say_three_facets_is_the_article() -> None:
    rows = [("Symptoms", "Cough"), ("Causes", "Pollen"), ("Treatment", "Rest")]
    found = _accordion([(title, f"<ul><li>{said}</li></ul>") for title, said in rows])
    assert found == [("symptom", "Cough"), ("cause", "Pollen"), ("treatment", "Rest")]


def test_a_row_of_a_faq_may_be_no_question() -> None:
    rows = [
        ("Most common causes of asthma", "Pollen and smoke."),
        ("Is it rare?", "No."),
        ("May I fly?", "Yes."),
    ]
    found = _accordion([(title, f"<p>{said}</p>") for title, said in rows])
    assert found == [("faq", f"{title}\n{said}") for title, said in rows]


_OPENING = "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
_SAID = [("Symptoms", "Cough", "Wheeze"), ("Causes", "Dust", "Smoke"), ("Treatment", "Rest", "Water")]
_BELOW = "<h3>In children</h3><ul><li>{}</li></ul><h3>In others</h3><ul><li>{}</li></ul>"


def found(panel: str, said: list[tuple[str, str, str]], below: str = _BELOW) -> list[tuple[str, str]]:
    """Facet and text of each entry of a page of such panels."""
    panels = "".join(panel.format(n, title, below.format(*items)) for n, (title, *items) in enumerate(said))
    article = read_kept(f"{_OPENING}<div>{panels}</div>")
    return [(item.facet, item.text) for item in article.items]


@pytest.mark.parametrize(
    "panel",
    [
        '<div class="toggle item-{0} shut"><h5 class="name">{1}</h5><div>{2}</div></div>',
        '<div class="item"><h3><button aria-expanded="false">{1}</button></h3><div>{2}</div></div>',
        '<div class="item"><div class="tab-title" role="button">{1}</div><div>{2}</div></div>',
        '<div class="item"><button aria-expanded="false">{1} that we see here</button><div>{2}</div></div>',
        '<div class="acc"><button class="accordion">{1} that we see here</button><div>{2}</div></div>',
        '<div class="tab"><label class="tab-label" for="c{0}">{1} seen in us</label><div>{2}</div></div>',
        "<section><header>{1} that we see here</header><div>{2}</div></section>",
    ],
)
def test_a_panels_title_stands_above_all_headings_in_it(panel: str) -> None:
    expected = [
        (facet, item)
        for facet, (_, *items) in zip(("symptom", "cause", "treatment"), _SAID, strict=True)
        for item in items
    ]
    assert found(panel, _SAID) == expected


@pytest.mark.parametrize(
    "panel",
    [
        '<ul class="acc"><li><a class="name" href="#">{1} that we see here</a><div>{2}</div></li></ul>',
        '<ul class="acc"><li><h3>{1} that we see here</h3><div>{2}</div></li></ul>',
        "<dl><dt>{1} that we see here</dt><dd>{2}</dd></dl>",
    ],
)
def test_lists_of_one_make_whose_terms_say_three_facets_are_the_article(panel: str) -> None:
    below = "<p>Some tell us of it:</p><ul><li>{}</li><li>{}</li></ul>"
    assert [facet for facet, _ in found(panel, [*_SAID, ("Our garden", "Moss", "Ivy")], below)] == (
        ["symptom"] * 2 + ["cause"] * 2 + ["treatment"] * 2
    )


def test_the_rows_of_a_table_may_be_the_article_with_headings_in_them() -> None:
    row = "<tr><th>{} that we see here</th><td><p>Some tell us of it:</p>{}</td></tr>"
    below = "<h4>In children</h4><ul><li>{}</li><li>{} at noon</li></ul>" * 3
    rows = "".join(row.format(title, below.format(*items * 3)) for title, *items in _SAID)
    article = read_kept(f"{_OPENING}<table>{rows}</table>")
    assert {item.facet for item in article.items} == {"symptom", "cause", "treatment"}


def test_panels_side_by_side_end_each_other_whatever_their_titles_say() -> None:
    panel = '<div class="item"><div class="tab-title" role="button">{1}</div><div>{2}</div></div>'
    said = [*_SAID, ("In our garden", "Moss", "Ivy"), ("It is told at the gate, by us.", "Oil", "Tea")]
    listed = found(panel, said, "<p>Some are here:</p><ul><li>{}</li><li>{}</li></ul>")
    assert listed[-1] == ("treatment", "Water")


def test_a_link_that_leads_nowhere_names_no_panel() -> None:
    panel = '<div class="tab-title">{1}</div><div class="tab-content" role="tabpanel"><p>{2}</p></div>'
    menu = '<ul><li><a href="#">Treatments</a></li><li><a href="/">Home</a></li></ul>'
    panels = "".join(panel.format(0, title, "It lasts for a week or two.") for title, *_ in _SAID)
    article = read_kept(f"{menu}{_OPENING}{panels}")
    assert "Treatments" not in [section.heading for section in article.sections]


@pytest.mark.parametrize(("beside", "parts"), [("", True), ("<h2>Prevention</h2><p>Wash.</p>", False)])
def test_a_list_below_a_heading_that_announces_questions_is_a_faq_beside_other_headings(
    beside: str, parts: bool
) -> None:
    rows = "".join(f"<li><h4>{title} that we see</h4><p>{item}.</p></li>" for title, item, _ in _SAID)
    more = "<li><h4>Is it rare?</h4><p>No.</p></li>"
    article = read_kept(f"{_OPENING}{beside}<h2>Frequently asked questions</h2><ul>{rows}{more}</ul>")
    assert ("symptom" in {section.facet for section in article.sections}) is parts


def test_a_list_below_a_facets_heading_is_of_it_whatever_its_headings_say() -> None:
    heads = "Drug therapy", "Prevention", "Regular tests", "Risk factors to keep low", "Surgery"
    rows = "".join(f"<li><h3>{head}</h3><p>It is done at noon.</p></li>" for head in heads)
    article = read_kept(f"{_OPENING}<h2>Treatment</h2><ul class='plan'>{rows}</ul>")
    assert "Drug therapy" in [item.term for item in article.items]


def test_a_title_that_says_questions_announces_none() -> None:
    rows = "".join(
        f"<dt>What are the {title} of asthma?</dt><dd><ul><li>{one}</li><li>{other}</li></ul></dd>"
        for title, one, other in _SAID
    )
    title = "<h1>Frequently asked questions about asthma</h1>"
    article = read_kept(f"{title}<p>Asthma is a disease of the airways.</p><dl>{rows}</dl>")
    assert {item.facet for item in article.items} == {"symptom", "cause", "treatment"}


def test_lists_of_several_items_are_each_their_own() -> None:
    listing = (
        "<dl><dt>Symptoms</dt><dd>Cough</dd><dt>Causes</dt><dd>Dust</dd><dt>Treatment</dt><dd>Rest</dd></dl>"
    )
    kinds = "<dl><dt>Oak balm</dt><dd>It opens.</dd><dt>Elm tea</dt><dd>It calms.</dd></dl>"
    article = read_kept(f"{_OPENING}<dl>{listing}</dl><h2>Treatment</h2>{kinds}")
    assert [item.term for item in article.items][-2:] == ["Oak balm", "Elm tea"]


def test_links_that_unfold_panels_lead_to_no_other_page() -> None:
    panel = '<ul class="acc"><li><a href="#">{1}</a><p>It is told here, in a line or two.</p></li></ul>'
    titles = [*(title for title, *_ in _SAID), "Prevention", "Outlook"]
    panels = "".join(panel.format(n, title) for n, title in enumerate(titles))
    assert read_kept(f"{_OPENING}{panels}").kind == "condition"
    assert read_kept(f"{_OPENING}{panels.replace('#', '/more')}").kind != "condition"
