"""What of a page is none of its article: links, buttons, invitations, the practice's own lines."""

from __future__ import annotations

import re

import pytest

from extract.record import Article
from tests.extract.checks import read_kept

_OPENING = "<h1>Goutweed rash</h1><p>Goutweed rash is a mild disease of the skin that itches for a week.</p>"


def read(body: str) -> Article:
    """The record of a page about one made-up disease, which keeps the promises."""
    return read_kept(f"<title>Goutweed rash</title><body>{_OPENING}{body}</body>")


def cards(heading: str, inner: str = "{}") -> str:
    """Three cards that are a link each, below a heading."""
    card = "<h3>{0}</h3><p>{0} takes the sap off the skin before it can burn.</p><span>About it</span>"
    held = (inner.format(card.format(name)) for name in ("Mint oil", "Soft soap", "Cold tea"))
    return f"<h2>{heading}</h2><div>{''.join(f'<a class=card href=/c>{each}</a>' for each in held)}</div>"


def test_a_call_that_leads_in_to_a_list_is_the_articles() -> None:
    article = read("<h2>Care</h2><p>Call us at once if you have any of these:</p><ul><li>Fever</li></ul>")
    assert [(item.facet, item.text) for item in article.items] == [("when_to_see_doctor", "Fever")]


def test_a_head_with_the_sites_name_is_none_of_the_article() -> None:
    head = "<div id=header><h1>Leaf House for Skin</h1><h2>The treatment of rashes is our pride</h2></div>"
    told = "<h1>Goutweed rash</h1><p>Goutweed rash is a mild disease of the skin that itches for a week.</p>"
    article = read_kept(f"<body>{head}<div>{told}<h2>Symptoms</h2><ul><li>Itch</li></ul></div></body>")
    assert article.condition == "Goutweed rash"
    assert [s.heading for s in article.sections] == ["Goutweed rash", "Symptoms"]


@pytest.mark.parametrize("rest", ["<main>{}</main>", "{}"])
def test_a_header_with_the_only_main_heading_opens_the_article(rest: str) -> None:
    said = "Goutweed rash is a mild disease of the skin that itches for a week, and goes by itself again."
    head = f"<header><p>Garden</p><h1>Goutweed rash</h1><p>{said}</p></header>"
    article = read_kept(f"<body>{head}{rest.format('<h2>Symptoms</h2><ul><li>Itch</li></ul>')}</body>")
    assert article.definition is not None
    assert article.sections[0].heading == "Goutweed rash"
    assert "Garden" not in article.text


@pytest.mark.parametrize("inner", ["{}", "<div class=in>{}</div>"])
def test_cards_that_are_links_are_entries_of_what_their_heading_says(inner: str) -> None:
    article = read(cards("Treatments", inner))
    assert [item.term for item in article.items] == ["Mint oil", "Soft soap", "Cold tea"]


@pytest.mark.parametrize("heading", ["Related reading", "From our garden"])
def test_other_cards_that_are_links_lead_away(heading: str) -> None:
    article = read(f"<h2>Symptoms</h2><ul><li>Itch</li><li>Rings</li></ul>{cards(heading)}")
    assert "Cold tea" not in article.text


@pytest.mark.parametrize(
    "line",
    [
        "<div class=group><a href=/b>Schedule a Rash Evaluation</a></div>",
        "<button class=more>Learn More</button>",
        "<p><a href=/p>Download the Garden Rash PDF</a></p>",
        "<p>Does it itch? Book a consultation today and be glad of it.</p>",
        "<p>Should you have any doubts, call our friendly team at the gate.</p>",
        "<p>If the rash stays, consult Dr. Green in the next village for his balm.</p>",
        "<p>For more of this, do not hesitate to contact us at Green Leaf House.</p>",
        "<p>- compiled &amp; published by Dr Green</p>",
        "<div class=article-cta><h3>Sore?</h3><p>We have the balm for you at the gate.</p></div>",
    ],
)
def test_what_invites_to_a_practice_is_no_part_of_the_article(line: str) -> None:
    article = read(f"<h2>Treatment</h2><ul><li>Mint oil</li><li>Soft soap</li></ul>{line}<p>That is all.</p>")
    [section] = [s for s in article.sections if s.facet]
    assert section.text.split("\n") == ["Mint oil", "Soft soap", "That is all."]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Schedule a visit with your doctor if the rash stays for a month.</p>",
        "<p><a href=/c>Contact dermatitis</a></p>",
        "<p>Ask a nurse to look at it.</p>",
        "<p>Do not hesitate to call a nurse.</p>",
        "<button>Request of a second look</button>",
        "<p>The rash is mild and fades. For more of this, contact us today.</p>",
        "<p>Many people visit US emergency departments for it each year.</p>",
        "<p>Do not hesitate to ask questions of the nurse at your visits.</p>",
        "<p>Schedule a follow-up visit after six weeks, to see whether it has gone.</p>",
    ],
)
def test_what_tells_whom_to_see_is_the_articles(line: str) -> None:
    article = read(f"<h2>When to see a doctor</h2><p>When it burns.</p>{line}<p>That is all.</p>")
    assert len(article.sections[-1].text.split("\n")) == 3


def test_how_to_reach_a_practice_is_no_entry() -> None:
    lines = "<li><b>Address:</b> 8 Garden Row</li><li><b>Opening hours:</b> daily</li><li>E-mail: a@b</li>"
    article = read(f"<h2>Treatment</h2><ul><li>Mint oil</li><li>Address the cause: sap</li>{lines}</ul>")
    assert [row.reason for row in article.rejected] == ["navigation"] * 3
    assert [item.text for item in article.items] == ["Mint oil", "Address the cause: sap"]


def test_a_label_without_a_number_is_an_entrys_name() -> None:
    lines = "<li>Working hours: long shifts in the sun</li><li>Phone: a cover of nickel</li>"
    article = read(f"<h2>Risk factors</h2><ul>{lines}</ul>")
    assert [item.term for item in article.items] == ["Working hours", "Phone"]


def test_a_button_that_says_a_facet_is_no_call() -> None:
    panel = "<div><h3><button>Get medical help</button></h3><div><ul><li>Fever</li></ul></div></div>"
    article = read(f"<h2>Treatment</h2><ul><li>Mint oil</li></ul>{panel}")
    assert [(item.facet, item.text) for item in article.items][-1] == ("when_to_see_doctor", "Fever")


def test_an_answer_ends_before_how_to_reach_a_practice() -> None:
    asked = "<h3>Does it go away?</h3><p>In a week.</p><h3>Is it bad?</h3><p>No, it is mild.</p>"
    article = read(
        f"<h2>Questions and answers</h2>{asked}<p>Address: 8 Garden Row</p><p>Phone: 5550 1234</p>"
    )
    assert [item.description for item in article.items] == ["In a week.", "No, it is mild."]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "Continue reading below",
        "Request an appointment →",
        "Still have questions?",
        "5 min read",
        "Page 1 of 3",
        "Call today to plan your visit!",
        "Call 555-0134 999",
        "Photo credit: Leaf House",
        "To schedule a visit, call 555-0134.",
        "Call Leaf House or book an appointment online today.",
        "<b>Posted by:</b> Lin Oko",
        "<b>Written by Lin Oko</b>",
        "<b>Call us at 555-0134 to hear more.</b>",
        "Also read: Ten herbs that itch",
        "<b>Also Read: <a href='/h'>Ten herbs that itch</a></b>",
        "Watch video: how leaves sting",
        "SHOP: <a href='/g'>The best gloves</a>",
        "Also read | <a href='/h'>Ten herbs that itch</a>",
        "Last medically reviewed on May 3, 2024",
        "(Photo: Leaf House)",
        "View this post on Leafgram",
        "Download the Leaf House app to order balms.",
        "See also: <a href='/h'>Ten herbs that itch</a>",
        "More on rashes – <a href='/h'>ten herbs that itch</a>",
        "Goutweed rash: a leaflet – page 2 of 3",
    ],
)
def test_lines_of_the_page_are_no_part_of_the_article(line: str) -> None:
    article = read(f"<h2>Symptoms</h2><ul><li>Itch</li><li>Rings</li></ul><p>{line}</p>")
    assert article.sections[-1].text == "Itch\nRings"


@pytest.mark.parametrize(
    "line",
    [
        "Share your worries with a friend.",
        "Written consent is asked for before the sap is tried on the skin.",
        "Call 555-0134 to speak to a nurse at night.",
        "Top to toe, the rash itches.",
        "Need help? Ask at the nearest pharmacy.",
        "Find a doctor if the rash spreads to the eyes.",
        "Photo dermatitis is a rash that needs light.",
        "Get the sap off the skin with soap.",
        "Watch: the rings grow within a day.",
        "Recommended: rest, and cool water.",
        "Also readily seen are <a href='/r'>red rings</a>.",
        "Watch-and-wait: <a href='/w'>what it means to wait</a>",
    ],
)
def test_lines_that_begin_alike_are_the_articles(line: str) -> None:
    article = read(f"<h2>Symptoms</h2><ul><li>Itch</li><li>Rings</li></ul><p>{line}</p>")
    assert re.sub("<[^>]*>", "", line) in article.text


def test_items_may_say_what_a_page_says() -> None:
    article = read("<h2>Treatment</h2><ul><li>Transcript</li><li>Email</li><li>Rest</li></ul>")
    assert [item.text for item in article.items] == ["Transcript", "Email", "Rest"]


@pytest.mark.parametrize("name", ["nav-sources", "widget references", "cta__citations"])
def test_a_box_of_sources_is_the_articles_whatever_else_its_name_says(name: str) -> None:
    cited = "<ul><li><a href='https://oak.example/1'>Oak Clinic, 2015</a></li><li>Ash, 2016</li></ul>"
    article = read(
        f"<h2>Symptoms</h2><ul><li>Itch</li></ul><div class='{name}'><h4>Sources</h4>{cited}</div>"
    )
    assert [r.text for r in article.references] == ["Oak Clinic, 2015", "Ash, 2016"]


def test_a_side_bar_may_hold_the_heading_of_what_stands_beside_it() -> None:
    items = "<div><ul><li>Ice</li><li>Rest</li></ul></div>"
    beside = "<div class='row'><div class='sidebar'><h2>{}</h2>{}</div>{}</div>"
    article = read(beside.format("Treatment", "<p>What we do.</p>", items))
    assert [item.facet for item in article.items] == ["treatment", "treatment"]
    for heading, below in [("Our team", ""), ("Treatment", "<p><a href='/more'>Find out more</a></p>")]:
        assert not read(beside.format(heading, below, items)).items


@pytest.mark.parametrize("name", ["carousel", "promo-cards", "footwidget widget"])
def test_cards_that_are_all_of_a_facet_are_the_articles_whatever_their_box_is_named(name: str) -> None:
    cards = "".join(f"<h3>{n}</h3><p>{n} takes the sap off the skin.</p>" for n in ("Ice", "Soap"))
    page = "<h2>Treatment</h2>{}<div class='{}'>{}</div><h2>Prevention</h2><p>Wear gloves.</p>"
    assert [i.term for i in read(page.format("", name, cards)).items] == ["Ice", "Soap"]
    assert not read(page.format("<p>We rinse and cool.</p>", name, cards)).items
    assert "news" not in read(page.format("", "newsletter", "<p>Get our news.</p><p>No spam.</p>")).text


@pytest.mark.parametrize("styled", ["", "has-background ", "has-text-color has-large-font-size "])
def test_how_a_block_is_drawn_says_nothing_of_what_it_is(styled: str) -> None:
    box = f"<div class='group {styled}optin'><p><b>Free list</b></p><p>Get it by post, no spam.</p></div>"
    assert "spam" not in read(f"<h2>Symptoms</h2><ul><li>Itch</li></ul>{box}<p>It is mild.</p>").text


def test_a_box_that_sells_is_none_of_the_article_though_its_heading_says_a_facet() -> None:
    box = "<div class='{}'><h3>Goutweed treatments, the book</h3><p>Order now and save.</p></div>"
    page = f"<div><h2>Symptoms</h2><ul><li>Itch</li></ul>{box}<p>It is mild.</p></div>"
    assert [s.heading for s in read(page.format("c-promo-box")).sections[1:]] == ["Symptoms"]
    assert len(read(page.format("sidebar-box")).sections) == 3


@pytest.mark.parametrize(("label", "listed"), [("Useful links:", 0), ("For mild itch:", 2)])
def test_two_links_below_a_line_that_calls_them_so_lead_away(label: str, listed: int) -> None:
    links = "<ul><li><a href='/a'>Aloe balm</a></li><li><a href='/b'>Birch oil</a></li></ul>"
    article = read(f"<h2>Treatment</h2><p>A balm soothes it.</p><p>{label}</p>{links}<h2>Outlook</h2>")
    assert len(article.items) == listed


def test_a_link_back_may_end_in_a_full_stop() -> None:
    assert "Back" not in read("<h2>Symptoms</h2><p>It itches.</p><p><a href='/'>Back to home</a>.</p>").text


@pytest.mark.parametrize(
    "beside",
    [
        "<div><p><em>Figure 2. The sap on a leaf</em></p></div>",
        "<p><b>Ask our experts</b><br>Our panel answers twenty questions a day.</p>",
        "<p><b>Advertisement feature</b><br>Soft soap from Oakton.</p>",
    ],
)
def test_what_pages_print_beside_a_facet_is_none_of_it(beside: str) -> None:
    article = read(f"<h2>Symptoms</h2><ul><li>Itching</li></ul>{beside}<h2>Causes</h2><p>The sap.</p>")
    assert [item.text for item in article.items] == ["Itching"]
    assert [s.text for s in article.sections if s.facet == "symptom"] == ["Itching"]


def test_a_foot_that_says_more_than_the_article_is_none_of_it() -> None:
    told = "<p>We tell you what grows in our town, whom to ask about it, and how to keep off stings.</p>" * 2
    foot = f"<footer><h5>Goutweed rash</h5>{told}<h5>Links</h5></footer>"
    article = read(f"<h2>Symptoms</h2><ul><li>Itch</li></ul><h2>Treatment</h2><ul><li>Ice</li></ul>{foot}")
    assert [item.text for item in article.items] == ["Itch", "Ice"]
    assert "what grows" not in article.text


def test_a_foot_may_hold_the_article() -> None:
    told = "<p>We tell you what grows in our town, whom to ask about it, and how to keep off stings.</p>" * 2
    article = read(
        f"<article><h2>Our town</h2><footer>{told}<h2>Symptoms</h2><ul><li>Itch</li></ul></footer>"
    )
    assert [item.text for item in article.items] == ["Itch"]


_OVERLAY = (
    "<div class=modal><div class=modal-head><span>×</span><h2>{}</h2></div>"
    "<div class=modal-body>{}</div></div>"
)


def test_what_an_overlay_shows_below_a_facet_is_the_articles() -> None:
    lines = ("1. A rash on the arms that burns", "2. An itch that keeps people awake", "3. Chills at night")
    more = "".join(f"<p>{line}</p>" for line in lines)
    article = read(f"<h2>Treatment</h2><p>Rest.</p>{_OVERLAY.format('Symptoms of goutweed rash', more)}")
    assert [item.facet for item in article.items] == ["symptom"] * 3


def test_an_overlay_with_a_form_is_none_of_the_article() -> None:
    form = "<label>Name</label><label>Telephone</label><p>We call back.</p><button>Get treatment</button>"
    article = read(f"<h2>Symptoms</h2><p>Itch.</p>{_OVERLAY.format('Get treatment today', form)}")
    assert "We call back" not in article.text
