"""Source lists without a heading, told by what their elements say."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import ungrounded

SOURCES = [
    "Oko B, Ade C. 2019. A study of rest. Journal of Rest 4 (2): 10–12. https://doi.org/10.1000/rest.4",
    "Roe D. 2021. What water does. National Institute of Water. https://water.example.org/notes",
]


def sources(listing: str) -> list[str]:
    """The sources of a page that ends in this list, under the heading of its treatment."""
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f"<h2>Treatment</h2><ul><li>Rest</li><li>Water</li></ul>{listing}"
    ).encode()
    article = extract_article(page, None)
    assert [item.text for item in article.items] == ["Rest", "Water"]
    assert ungrounded(article, page) == []
    return [reference.text for reference in article.references]


@pytest.mark.parametrize(
    "listing",
    [
        "<div class='csl-bib-body' role='list'>{}</div>|<div class='csl-entry' role='listitem'>{}</div>",
        "<div id='refs' role='doc-bibliography'>{}</div>|<div class='entry'>{}</div>",
        "<section class='footnotes' role='doc-endnotes'><ol>{}</ol></section>|<li><p>{}</p></li>",
        "<div class='article__references'><ul>{}</ul></div>|<li>{}</li>",
        "<table class='bibliography'>{}</table>|<tr><td>1</td><td>{}</td></tr>",
    ],
)
def test_a_list_that_says_so_needs_no_heading_and_no_third_source(listing: str) -> None:
    around, each = listing.split("|")
    found = sources(around.format("".join(each.format(source) for source in SOURCES)))
    assert [text.removeprefix("1\n") for text in found] == SOURCES


def test_a_citation_with_its_number_beside_it_is_one() -> None:
    each = "<div class='csl-entry'><div class='left'>{}. </div><div class='right'>{}</div></div>"
    entries = "".join(each.format(n, source) for n, source in enumerate(SOURCES, 1))
    assert sources(f"<div class='csl-bib-body'>{entries}</div>") == SOURCES


def test_notes_that_cite_nothing_are_no_sources() -> None:
    notes = "<p>In 2019 more people rested.</p><p>This is so for adults alone.</p>"
    assert sources(f"<div class='footnotes'>{notes}</div>") == []


@pytest.mark.parametrize("line", ["March 5, 2024", "Last reviewed: 5 March 2024", "Updated Sept. 2024"])
def test_a_date_is_no_source(line: str) -> None:
    assert sources(f"<h2>References</h2><p>{SOURCES[0]}</p><p>{line}</p>") == SOURCES[:1]


def test_a_lone_line_is_a_source_only_where_it_cites_a_work() -> None:
    note = "<p class='page-footnote'>{}</p>"
    assert sources(note.format("For learning only · Reviewed June 2024 · No medical advice")) == []
    assert len(sources(note.format("Roe D, Ade C. What rest does for the clinic. 2021"))) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "Information was gathered from:",
        "This page is adapted from",
        "Where this information comes from",
        "Studies we cite",
        "Sources we used",
    ],
)
def test_sources_are_announced_in_many_words(heading: str) -> None:
    link = "<p><a href='https://water.example.org/notes'>https://water.example.org/notes</a></p>"
    assert sources(f"<h2>{heading}</h2>{link}") == ["https://water.example.org/notes"]


def test_authors_and_their_work_in_a_definition_list_are_one_source() -> None:
    pairs = "".join(f"<dt>{s.partition('. ')[0]}.</dt><dd>{s.partition('. ')[2]}</dd>" for s in SOURCES)
    found = sources(f"<h2>References</h2><dl>{pairs}</dl>")
    assert [text.replace("\n", " ") for text in found] == SOURCES
    two = "".join(f"<dd>{s}</dd>" for s in SOURCES)
    assert sources(f"<h2>References</h2><dl><dt>About rest</dt>{two}</dl>") == SOURCES


def test_roles_of_a_list_are_as_good_as_its_tags() -> None:
    entries = "".join(f"<div role='listitem'>https://a.example.org/{n}</div>" for n in range(3))
    assert len(sources(f"<div role='list'>{entries}</div>")) == 3


def test_headings_over_some_of_the_sources_open_no_facet() -> None:
    one, other = SOURCES
    listing = (
        f"<h3>References</h3><h4>Studies and statistics</h4><p>{one}</p><h4>Background</h4><p>{other}</p>"
    )
    assert sources(listing) == SOURCES


@pytest.mark.parametrize(
    "heading",
    [
        "References &amp; Further Reading:",
        "Sources &amp; Credits (2)",
        "Verified Medical Sources",
        "Clinical references",
        "Further reading and official sources",
    ],
)
def test_a_source_list_has_many_names(heading: str) -> None:
    listing = f"<div><p><b>{heading}</b></p><ul><li>{SOURCES[0]}</li><li>Office of Rest</li></ul></div>"
    assert sources(listing) == [SOURCES[0], "Office of Rest"]


_LINKS = "".join(
    f"<li><a href='https://{host}.example.org/{n}'>{host.title()} of Rest</a></li>"
    for n, host in enumerate(("office", "house", "club"))
)
_NAMES = ["Office of Rest", "House of Rest", "Club of Rest"]


def test_a_list_of_links_under_its_heading_is_the_sources() -> None:
    """Also before lines that link, and where a heading follows."""
    after = "<p>You may also call <a href='https://call.example.org/'>the line of rest</a> at night.</p>"
    assert sources(f"<h2>Sources</h2><ul>{_LINKS}</ul>{after}") == _NAMES
    news = "<h2>Recent updates</h2><ul><li>2024: a new pillow</li><li>2023: a new bed</li></ul>"
    assert sources(f"<h2>Key references</h2><ul>{_LINKS}</ul>{news}") == _NAMES


def test_a_name_among_sources_is_one() -> None:
    lines = ["National Institute of Rest", "Rest Today", "Sleep Well", "Journal of Rest, volume 3"]
    assert sources(f"<p><b>References:</b></p><p>{'<br>'.join(lines)}</p>") == lines


def test_a_title_may_begin_as_a_date_does() -> None:
    lines = [f"Updated guidelines for rest. {SOURCES[0]}", f"Published evidence on water. {SOURCES[1]}"]
    assert (
        sources("<h2>References</h2><ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>") == lines
    )


_LINKED = [
    "<a href='https://rest.example.org/asthma'>Society of Rest</a>",
    "<a href='https://water.example.org/notes'>Water &amp; air: <i>notes</i></a>",
    "<a href='https://air.example.net/a'>Air Institute</a>",
]
_TITLES = ["Society of Rest", "Water & air: notes", "Air Institute"]


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        (f"<p>{', '.join(_LINKED)}</p>", _TITLES),
        (f"<div class='bar'>{' '.join(_LINKED)}</div>", _TITLES),
        (f"<p>Read: {_LINKED[0]} | {_LINKED[1]} and {_LINKED[2]}.</p>", _TITLES),
        (f"<ul><li>{_LINKED[0]}; {_LINKED[1]}</li><li>{_LINKED[2]}</li></ul>", _TITLES),
        (
            f"<p>{_LINKED[0]} (<a href='https://pubmed.example.org/1'>PubMed</a>)</p>",
            [f"{_TITLES[0]} (PubMed)"],
        ),
        (f"<p><b>{_LINKED[0]}</b>, {_LINKED[2]}</p>", [f"{_TITLES[0]}, {_TITLES[2]}"]),
        (f"<p><cite>{_LINKED[0]}</cite>, <cite>{_LINKED[1]}</cite></p>", _TITLES[:2]),
        (f"<p><b>{_LINKED[0]} and {_LINKED[2]}</b></p>", [f"{_TITLES[0]} and {_TITLES[2]}"]),
    ],
)
def test_links_that_a_line_lists_are_a_source_each(listing: str, expected: list[str]) -> None:
    assert sources(f"<h2>Sources</h2>{listing}") == expected


def test_lines_about_the_page_and_labels_among_sources_are_none() -> None:
    cited = [f"<p>{source}</p>" for source in SOURCES[:2]]
    about = "<p>Learn more here about how our pages come to be.</p>"
    thanks = "<div><p>This page is a service of the Oak House and its friends.</p></div>"
    listing = f"<p>Textbooks</p>{cited[0]}<p>JOURNAL ARTICLES</p>{cited[1]}{about}{thanks}"
    assert sources(f"<h2>References</h2><div>{listing}</div>") == SOURCES[:2]


def test_the_last_number_ends_sources_that_are_all_numbered() -> None:
    foot = "<center>Oak House, 12 Oak Road, Oakville<br>Page last changed in May 2006</center>"
    numbered = "".join(f"<p>({n}) {source}</p>" for n, source in enumerate(SOURCES[:2], 1))
    assert sources(f"<p><b>References</b></p>{numbered}{foot}") == SOURCES[:2]
    more = "Roe D. What water does. J Rest 2011;3:4-5."
    assert sources(f"<p><b>References</b></p>{numbered}<p>{more}</p>")[2:] == [more]


def test_cards_that_name_a_source_and_where_it_is_are_one_each() -> None:
    card = "<div class='source'><p>{}</p><p>What it says of it.</p><p><a href='{}'>Open</a></p></div>"
    cards = card.format("Rest", "https://a.example.org/") + card.format("Water", "https://b.example.org/")
    assert [text.split("\n")[0] for text in sources(f"<h2>Sources</h2>{cards}")] == ["Rest", "Water"]


def test_a_list_of_citations_needs_neither_heading_nor_identifier() -> None:
    cited = [
        "Oko B, Ade C. (2002). A study of rest. Journal of Rest 8 (3): 151–61.",
        "“Why so many rest at noon these days”, Weekly Paper, Feb 24, 2005",
        "Roe D, et al. What water does. 2011.",
    ]
    assert sources(f"<ul>{''.join(f'<li>{one}</li>' for one in cited)}</ul>") == cited


def test_items_with_a_year_are_no_citations() -> None:
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways.</p><h2>How common is asthma?</h2>"
        "<ul><li>In 2001, about 3 (2-4) of 100 had it.</li><li>By 2010 it was 4 of 100.</li>"
        "<li>In 2019 “asthma at night” was named most.</li></ul>"
    )
    article = extract_article(page.encode(), None)
    assert not article.references
    assert len(article.items) == 3


def test_a_last_link_may_say_no_more_than_that_it_is_the_source() -> None:
    page = "<h1>Gout</h1><p>Gout is a disease.</p><div><a href='https://oak.example/gout'>{}</a></div>"
    linked = {
        said: extract_article(page.format(said).encode(), None).references for said in ("Source", "Oak")
    }
    assert {said: [r.url for r in found] for said, found in linked.items()} == {
        "Source": ["https://oak.example/gout"],
        "Oak": [],
    }


def test_a_last_line_may_tell_its_sources() -> None:
    linked = '<a href="https://a.example/1">Oak Institute</a>, <a href="https://b.example/2">Elm Fund</a>'
    assert sources(f"<p>Sources: {linked}</p>") == ["Oak Institute", "Elm Fund"]
    told = f"<p>Source: {SOURCES[0]}</p>"
    assert sources(told) == [f"Source: {SOURCES[0]}"]
    assert not sources(f"{told}<p>Most of those who rest and drink water get better within a week.</p>")


def test_a_card_may_cite_an_address_and_show_one() -> None:
    cards = "".join(
        f"<div class=c><p>Oak Institute {n}. https://oak.example/{n}. 2020.</p>"
        f"<a href=https://a.example/{n}>https://a.example/{n}</a></div>"
        for n in range(3)
    )
    assert len(extract_article(f"<h1>Gout</h1><h2>Sources</h2>{cards}".encode(), None).references) == 3


@pytest.mark.parametrize("mark", ["<sup>{}</sup> ", "<sup>{}</sup>", "<i>{}</i> ", "<b>{}</b>. ", "{}. "])
def test_numbers_in_order_are_no_part_of_the_sources(mark: str) -> None:
    cited = ["Oak A. Sap. J Leaves. 2015;4:5-9.", "Ash B. Rest. J Leaves. 2016;4:5-9."]
    listed = "".join(f"<li>{mark.format(n)}{said}</li>" for n, said in enumerate(cited, 1))
    assert sources(f"<h2>References</h2><ul>{listed}</ul>") == cited
    named = "<li>12 Steps. Oak Press, 2015.</li><li>7 Leaves. Ash Press, 2016.</li>"
    assert [text[:2] for text in sources(f"<h2>References</h2><ul>{named}</ul>")] == ["12", "7 "]


def test_addresses_that_lead_on_are_no_sources() -> None:
    sites = "".join(
        f"<p>{n}<br><a href='http://{n}.example'>www.{n}.example</a></p>" for n in ("oak", "ash", "elm")
    )
    assert len(sources(f"<h2>Leaves</h2>{sites}")) == 3
    assert not sources(f"<h2>Sap resources</h2>{sites}")


def test_sources_outside_the_article_end_with_the_next_heading() -> None:
    cited = "<h4>References</h4><ul><li>Oak A. Sap. J Leaves. 2015;4:5-9.</li><li>Ash B. 2016.</li></ul>"
    more = "<h4>Other websites</h4><ul><li><a href='http://elm.example'>Elm</a></li></ul>"
    assert len(sources(f"<div class='related'>{cited}{more}</div>")) == 2


_BOOKS = ["Oko Nidana, Chapter 51", "Ade Samhita, Book of Rest", "Roe Ratnavali"]


def test_numbered_lines_below_their_heading_are_sources_without_a_year() -> None:
    lines = "<br>".join(f"{n}) {book}" for n, book in enumerate(_BOOKS, 1))
    assert sources(f"<p><b>References:</b></p><p>{lines}</p>") == _BOOKS
    assert sources(f"<p><b>References:</b></p><p>{'<br>'.join(_BOOKS)}</p>") == []


def test_rows_without_a_year_or_an_address_are_no_sources() -> None:
    rows = "<tr><td>{}</td><td>Clinical role</td><td>National health plan</td></tr>"
    assert sources(f"<h2>Evidence</h2><table>{rows.format('Baths')}{rows.format('Walks')}</table>") == []
    cited = rows.format("Oko B. 2019. A study of baths.")
    assert len(sources(f"<h2>References</h2><table>{cited}{cited}</table>")) == 2


def test_what_tells_of_the_editors_is_no_source() -> None:
    about = "<p>Oak's editorial team is committed to health and to the best information.</p>"
    assert sources(f"<h2>Sources</h2>{about}<p>{SOURCES[0]}</p><p>{SOURCES[1]}</p>") == SOURCES


def test_a_second_label_goes_on_with_the_sources() -> None:
    first, second = (f"<ul><li>{source}</li></ul>" for source in SOURCES)
    assert _page(f"<div><div>Article Sources</div>{first}<p>Additional Reading</p>{second}</div>") == SOURCES


def _page(beside: str) -> list[str]:
    """The sources of a page with a long article and something beside it."""
    running = "<p>It comes and goes, and most people who rest well get better in a few weeks.</p>" * 12
    article = f"<h1>Asthma</h1>{running}<h2>Treatment</h2><ul><li>Rest</li><li>Water</li></ul>{running}"
    read = extract_article(f"<div><div>{article}</div></div>{beside}".encode(), None)
    return [reference.text for reference in read.references]


def test_footnotes_beside_the_article_need_no_heading() -> None:
    items = "".join(f"<li id='fn{n}'><p>{source}</p></li>" for n, source in enumerate(SOURCES))
    assert _page(f"<div class='Footnotes__List-sc-x9'><ol>{items}</ol></div>") == SOURCES
    assert _page(f"<div class='Teasers__List-sc-x9'><ol>{items}</ol></div>") == []


def test_sources_end_with_the_box_that_their_heading_opens() -> None:
    cited = "".join(f"<p>{source}</p>" for source in SOURCES)
    notes = "<h4>Notes for the editor</h4><ul><li>Ask for the year of the second study, 2021?</li></ul>"
    assert sources(f"<div><h3>References</h3>{cited}</div><div>{notes}</div>") == SOURCES
    header = "<div><h3>References</h3><p>In two parts.</p></div>"
    parts = "".join(f"<div><h4>Part {n}</h4><p>{source}</p></div>" for n, source in enumerate(SOURCES))
    assert sources(header + parts) == SOURCES


def test_what_is_named_so_lists_sources_by_their_form() -> None:
    cited = [
        "Oko SR. Rest. JAR 1998; 316: 368-72.",
        "Ade AL. Air. Oak Syst Rev 2001; (1): 18.",
        "Guide of the Oak Society. 2002.",
    ]
    items = "".join(f"<li>{source}</li>" for source in cited)
    assert sources(f"<div class='references'><ol>{items}</ol></div>") == cited


def test_what_supports_a_page_are_its_sources() -> None:
    assert sources(f"<h2>Supporting research</h2><p>{SOURCES[0]}</p><p>{SOURCES[1]}</p>") == SOURCES


def test_sources_in_the_articles_foot_may_stand_in_boxes_of_a_page_builder() -> None:
    box = "<div class='elementor-widget-wrap'><div class='elementor-element'>{}</div></div>"
    listed = "".join(box.format(f"<p>{source}</p>") for source in SOURCES)
    foot = f"<footer><div class='foot'>{box.format('<h4>Sources</h4>')}<div>{listed}</div></div></footer>"
    told = "<p>Most people find that they breathe well again as soon as they have rested for a while.</p>"
    assert sources(f"<article>{3 * told}{foot}</article>") == SOURCES


def test_a_span_drawn_as_a_block_leaves_its_source_whole() -> None:
    listed = "".join(f"<p>{s.replace('2019', '<span class=d-block>2019</span>')}</p>" for s in SOURCES)
    assert sources(f"<h2>References</h2>{listed}") == SOURCES


def test_a_tab_that_announces_sources_is_none_of_what_follows_the_tabs() -> None:
    tabs = "<div><div><ul><li>Treatment</li><li>References</li></ul></div></div>"
    prose = f"<p>{SOURCES[0]}</p><p>It is told at the gate.</p>"
    opening = f"<h1>Asthma</h1>{tabs}<p>Asthma is a disease of the airways.</p>"
    page = f"{opening}{prose}<h2>Symptoms</h2><p>Cough.</p>"
    article = extract_article(page.encode(), None)
    assert article.definition == "Asthma is a disease of the airways."
