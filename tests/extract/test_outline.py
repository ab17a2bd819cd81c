"""What cuts a page into sections, and what a section is of: labels, folded panels, questions."""

from __future__ import annotations

import pytest

from extract.record import Article
from tests.extract.checks import read_kept

OPENING = "<h1>Goutweed rash</h1><p>Goutweed rash is a mild disease of the skin that itches for a week.</p>"
LISTED = "<ul><li>Pale bumps</li><li>Red rings</li></ul>"


def read(body: str, opening: str = OPENING) -> Article:
    """The record of a page about one made-up disease, which keeps the promises."""
    return read_kept(f"<title>Goutweed rash</title><body>{opening}{body}</body>")


def said(article: Article) -> list[tuple[str, str | None]]:
    """Facet and name of each entry."""
    return [(item.facet, item.term) for item in article.items]


def headings(article: Article) -> list[tuple[str, str | None]]:
    """Heading and facet of each section but the first."""
    return [(s.heading, s.facet) for s in article.sections[1:]]


@pytest.mark.parametrize("heading", ["Where to get help", "Your care team", "Who to see", "Support groups"])
def test_what_leads_to_others_is_no_treatment(heading: str) -> None:
    below = f"<h3>Balm</h3><p>Rub it in.</p><h3>{heading}</h3><p>Ask at the gate.</p>"
    assert [item.term for item in read(f"<h2>Treatment</h2>{below}").items] == ["Balm"]


def test_a_label_may_join_two_words_by_a_sign_behind_its_number() -> None:
    label = "<section><p class='eyebrow'>§ 02 — Signs &amp; traits</p><h2>Small clues</h2>{}</section>"
    assert headings(read(label.format(LISTED))) == [("§ 02 — Signs & traits", "symptom")]


def test_a_label_above_a_heading_that_says_no_facet_is_the_heading() -> None:
    article = read(
        "<section><span class='kicker-title'>Symptoms</span><h2>Spotting it early</h2>"
        f"{LISTED}</section><section><div>Ask us</div><h2>In the garden</h2><p>Wear gloves.</p></section>"
    )
    assert headings(article) == [("Symptoms", "symptom"), ("In the garden", None)]
    assert "Symptoms\nSpotting it early\n" in article.text
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings")]


@pytest.mark.parametrize(
    ("heading", "headed"),
    [("Symptoms of the rash", "Symptoms of the rash"), ("You will see symptoms in a week.", "Symptoms")],
)
def test_a_plain_label_heads_what_a_sentence_says_by_the_way(heading: str, headed: str) -> None:
    page = f"<section><p class='eyebrow'>Symptoms</p><h2>{heading}</h2>{LISTED}</section>"
    assert headings(read(page)) == [(headed, "symptom")]


def test_a_label_that_several_cards_share_heads_none() -> None:
    card = "<div class='card'><span class='tag'>Treatment</span><h3>{}</h3><p>It helps many people.</p></div>"
    cards = "".join(map(card.format, ("Balm", "Oil", "Rest")))
    items = read(f"<h2>Treatment</h2><p>Several.</p>{cards}").items
    assert [item.term for item in items] == ["Balm", "Oil", "Rest"]


def test_a_label_need_not_open_the_element_around_its_heading() -> None:
    article = read(
        f"<p class='eyebrow'>Symptoms</p><h2>Spotting it early</h2>{LISTED}"
        "<div><span class='eyebrow'>§ 02 — Causes</span><h2>In a garden</h2></div><ul><li>Goutweed</li></ul>"
    )
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings"), ("cause", "Goutweed")]


def test_a_lesser_heading_may_be_the_label_of_the_one_below() -> None:
    article = read(f"<div><h6>Symptoms</h6><h2>Spotting it early</h2>{LISTED}</div><h2>In the garden</h2>")
    assert headings(article) == [("Symptoms", "symptom"), ("In the garden", None)]


def test_a_label_above_a_heading_is_no_part_of_what_stands_before_it() -> None:
    card = "<div class='card'><i>Sort {n}</i><h3>{name}</h3><p>Lasts {n} days or so.</p></div>"
    cards = card.format(n=1, name="Spring rash") + card.format(n=2, name="Autumn rash")
    article = read(f"<h2>Types</h2><div>{cards}</div>")
    assert [item.text for item in article.items] == [
        "Spring rash\nLasts 1 days or so.",
        "Autumn rash\nLasts 2 days or so.",
    ]
    assert "Sort 2" in article.text


def test_a_line_above_several_headings_is_their_title() -> None:
    panel = "<div><div><b>Treatment</b></div><h3>Balm</h3><p>Soothes it.</p><h3>Oil</h3><p>So too.</p></div>"
    article = read(
        panel + "<div><div><b>Prevention</b></div><h3>Gloves</h3><p>Help.</p><h3>Care</h3><p>Too.</p></div>"
    )
    assert said(article)[:2] == [("treatment", "Balm"), ("treatment", "Oil")]


def test_labels_among_the_sources_open_no_facet() -> None:
    sources = "<ol><li>Reed A. Sap and skin. Garden Journal. 2019.</li><li>Moss B. Herbs. 2020.</li></ol>"
    article = read(f"<h2>Sources</h2><div class='subheading'>Treatment and cause</div>{sources}")
    assert not article.items
    assert headings(article)[1] == ("Treatment and cause", None)


def test_what_describes_the_body_holds_no_other_facet() -> None:
    article = read(f"<h2>Anatomy</h2><h3>What to do</h3>{LISTED}")
    assert [facet for facet, _ in said(article)] == ["treatment", "treatment"]


def test_a_sections_header_is_the_sections() -> None:
    article = read(f"<section><header><h2>Symptoms</h2></header>{LISTED}</section>")
    assert headings(article) == [("Symptoms", "symptom")]


def test_what_a_panel_opens_ends_with_it() -> None:
    article = read(
        "<h2>Diagnosis</h2><h3>Swab</h3><p>Shows sap.</p>"
        "<details><summary>More pictures</summary><h2>Garden views</h2><p>A hedge.</p></details>"
        "<h3>Lamp</h3><p>Shows rings.</p>"
    )
    assert said(article) == [("test", "Swab"), ("test", "Lamp")]


def test_a_disclaimer_is_no_part_of_the_entry_before_it() -> None:
    warning = "This page is for information purposes only and is not a substitute for medical care."
    article = read(f"<h2>FAQ</h2><h3>Does it hurt?</h3><p>No.</p><p class='small'>{warning}</p>")
    assert [item.description for item in article.items] == ["No."]
    assert article.disclaimer == warning
    assert warning in article.text


def test_an_element_may_be_named_a_disclaimer() -> None:
    said = "Leaf House does not endorse any remedy."
    items = "<h2>Treatment</h2><ul><li>Ice</li><li>Rest</li></ul>"
    article = read(f"{items}<div class='lhDisclaimer'><p>{said}</p></div>")
    assert article.disclaimer == said
    assert [s.text for s in article.sections if s.facet] == ["Ice\nRest"]
    assert read(f"<div class='no-disclaimer'>{items}<p>{said}</p></div>").sections[-1].text.endswith(said)


@pytest.mark.parametrize("worn", ["cta-box", "home-testimonials", "page-nav", "contact-form", "team-member"])
def test_what_a_site_says_of_itself_is_no_part_of_the_article(worn: str) -> None:
    said_of_it = "<h2>Get treatment now</h2><p>Ring.</p>"
    article = read(f"<h2>Symptoms</h2>{LISTED}<div class='{worn}'>{said_of_it}</div>")
    assert headings(article) == [("Symptoms", "symptom")]


@pytest.mark.parametrize(
    "tabs",
    [
        "<ul><li><a href='#s'>Symptoms</a></li><li><a href='#c'>Causes</a></li></ul>",
        "<div><button data-bs-target='#s'>Symptoms</button><button aria-controls='c'>Causes</button></div>",
    ],
)
def test_a_tab_names_the_panel_it_opens(tabs: str) -> None:
    sap = "<p>There is one.</p><h3>Sap</h3><p>It stings for a day.</p>"
    panels = f"<div id='s' class='tab-pane'>{LISTED}</div><div id='c' role='tabpanel'>{sap}</div>"
    article = read(f"{tabs}<div>{panels}</div>")
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings"), ("cause", "Sap")]
    assert headings(article)[:2] == [("Symptoms", "symptom"), ("Causes", "cause")]


def test_boxes_side_by_side_are_cards() -> None:
    box = "<div class='tip-box'><h4>{0}</h4><p>It helps.</p></div>"
    article = read(f"<h2>Prevention</h2>{''.join(map(box.format, ['Gloves', 'Boots', 'Soap']))}")
    assert [name for _, name in said(article)] == ["Gloves", "Boots", "Soap"]


def test_a_sentence_in_a_headings_element_opens_no_facet() -> None:
    article = read(
        "<h2>Prevention</h2><h4>Keep tools clean.</h4><p>Brush them.</p>"
        "<h4>Treat boots with wax often.</h4><p>Twice a year.</p>"
    )
    assert said(article) == [
        ("prevention", "Keep tools clean."),
        ("prevention", "Treat boots with wax often."),
    ]


def test_a_headings_element_may_run_on_into_its_text() -> None:
    running = "Sap stays on tools and on clothes for days, so that they want a wash after use. " * 2
    article = read(f"<h4><b>Prevention:</b> {running}</h4><h4>1. Gloves</h4><h4>2. Soap</h4>")
    assert said(article) == [("prevention", "Gloves"), ("prevention", "Soap")]


def test_a_card_among_others_opens_no_facet() -> None:
    card = "<div class='card'><h3>{0}</h3><p>It {1}.</p></div>"
    cards = [("Quick to use", "is free"), ("Smells well", "has mint"), ("Prevents return", "lasts")]
    article = read(f"<h2>Treatment</h2><div>{''.join(card.format(*c) for c in cards)}</div>")
    assert said(article) == [("treatment", name) for name, _ in cards]
    bold = "<div class='row'><b>{0}</b><i></i><p>It helps.</p></div>"
    article = read(
        f"<h2>Treatment</h2><h3>What helps</h3>{bold.format('Patch testing at home')}{bold.format('Sleep')}"
    )
    assert said(article) == [("treatment", "Patch testing at home"), ("treatment", "Sleep")]
    article = read(
        f"<h2>Treatment</h2><h3>Soap</h3><p>Soft.</p><h3>Oil</h3><p>Too.</p><h3>Prevention</h3>{LISTED}"
    )
    assert ("Prevention", "prevention") in headings(article)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='alert'><strong>Emergency signs</strong><br>{}</div>",
        "<div style='background: #fee'><strong>Emergency signs</strong><br>{}</div>",
        "<blockquote><strong>Warning signs</strong><br>{}</blockquote>",
        "<div class='callout'><h4>Emergency signs</h4><p>{}</p></div>",
    ],
)
def test_what_a_boxs_label_opens_ends_with_the_box(box: str) -> None:
    box = box.format("Ring if the face swells.")
    article = read(f"<section><h2>Treatment</h2>{box}<ul><li>Cold water</li><li>Soap</li></ul></section>")
    assert said(article) == [("treatment", "Cold water"), ("treatment", "Soap")]


def test_more_to_know_is_the_articles_where_it_is_told_at_once() -> None:
    told = "The sap of the plant darkens within the hour once it is in the sun. The marks it leaves " + (
        "on a path or a stone fade with the rain of a week or two."
    )
    article = read(f"<h2>Symptoms</h2>{LISTED}<h2>Additional information</h2><p>{told}</p>")
    assert told in article.text
    links = "<ul><li><a href='/a'>Hedges</a></li><li><a href='/b'>Paths</a></li></ul>"
    article = read(f"<h2>Symptoms</h2>{LISTED}<h2>Additional information</h2>{links}")
    assert "Hedges" not in article.text


def test_nothing_maps_where_a_site_praises_itself() -> None:
    praise = "<h2>Why choose our treatment?</h2><h4>Holistic care</h4><p>Kind.</p><h4>Prevention first</h4>"
    article = read(f"<h2>Symptoms</h2>{LISTED}{praise}<p>Always.</p>")
    assert [facet for _, facet in headings(article)] == ["symptom"]


def test_a_box_that_calls_is_a_module() -> None:
    box = "<div class='p-5'><h3>Care is the cure</h3><p>Begin today.</p><a href='/c'>{0}</a></div>"
    soap = "<h3>Soap</h3><p>Soft soap helps.</p>"
    article = read(f"<h2>Treatment</h2>{soap}<div>{box.format('Contact us today')}</div>")
    assert said(article) == [("treatment", "Soap")]
    assert [module.heading for module in article.modules] == ["Care is the cure"]
    pressed = box.replace("<a href='/c'>", "<button>").replace("</a>", "</button>").format("Book now")
    assert said(read(f"<h2>Treatment</h2>{soap}<div>{pressed}</div>")) == [("treatment", "Soap")]
    article = read(f"<h2>Treatment</h2>{soap}<div>{box.format('Read more')}</div>")
    assert len(article.items) == 2


def test_figures_that_praise_a_site_are_no_part_of_the_article() -> None:
    figure = "<div><h3><span>{0}</span>+</h3><p>{1}</p></div>"
    praise = figure.format(14, "years of experience") + figure.format(900, "gardens seen")
    article = read(f"<h2>Treatment</h2><p>Soap does.</p><div>{praise}</div>")
    assert not article.items
    assert "gardens" not in article.text
    listed = "<ul><li><b>900+</b> happy gardeners</li><li><b>14+</b> years of experience</li></ul>"
    assert not read(f"<h2>Treatment</h2><p>Soap does.</p>{listed}").items
    told = figure.format(14, "days at most") + figure.format(900, "kinds of plant")
    assert "kinds of plant" in read(f"<h2>Treatment</h2><p>Soap does.</p><div>{told}</div>").text


def test_a_link_back_is_no_part_of_the_article() -> None:
    article = read(f"<h2>Symptoms</h2>{LISTED}<div><a href='/plants'>Back to the plants</a></div>")
    assert "Back to" not in article.text


def test_a_label_above_a_list_is_its_heading_on_a_page_without_headings() -> None:
    listed = "<p>1. Wash<br>2. Dry<br>3. Rest</p>"
    article = read(f"<p>Natural remedy using mint leaves:</p>{listed}", opening="<p>Goutweed rash</p>")
    assert headings(article)[-1] == ("Natural remedy using mint leaves:", "treatment")
    article = read(f"<p>The rash is treated like this:</p>{listed}", opening="<p>Goutweed rash</p>")
    assert all(heading != "The rash is treated like this:" for heading, _ in headings(article))


def test_what_else_it_might_be_is_no_test() -> None:
    article = read(f"<h2>Diagnosis</h2>{LISTED}<h3>Differential diagnosis</h3><ul><li>Hay fever</li></ul>")
    assert [facet for facet, _ in said(article)] == ["test", "test"]


def test_a_label_may_call_out() -> None:
    body = f"<h2>In the garden</h2><p>Wear gloves.</p><b>Know the symptoms!</b><p>Look for:</p>{LISTED}"
    assert headings(read(body))[-1] == ("Know the symptoms!", "symptom")
    assert len(headings(read(body.replace("Know the symptoms!", "Wash it off at once!")))) == 1


def test_the_label_of_a_figure_is_no_heading() -> None:
    label = "<div class='stat-title'>Symptoms begin</div>"
    figure = f"<div>{label}<div>15 <small>days</small></div><p>or so.</p></div>"
    article = read(f"<h2>In the garden</h2><p>Wear gloves.</p>{figure}{figure.replace('Symptoms', 'Causes')}")
    assert headings(article) == [("In the garden", None)]


def test_what_to_do_before_an_appointment_is_no_treatment() -> None:
    body = f"<h2>Preparing for your appointment</h2><h3>What you can do</h3>{LISTED}<h3>Diet</h3>{LISTED}"
    assert said(read(body)) == []
    assert said(read(body.replace("Preparing for your appointment", "In the garden"))) != []


@pytest.mark.parametrize("heading", ["Case studies", "A patient's story", "Case report: a gardener"])
def test_what_is_told_of_one_patient_opens_no_facet(heading: str) -> None:
    told = "<p><b>Symptoms:</b> Her hands itched.</p><p><b>Treatment:</b> She washed them.</p>"
    article = read(
        f"<h2>Symptoms</h2>{LISTED}<h2>{heading}</h2><h4>Ms Green, 40</h4>{told}<h3>Causes</h3>{LISTED}"
        f"<h2>Treatment</h2><h3>{heading}</h3>{told}<h3>Salve</h3><p>It cools.</p>"
    )
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings"), ("treatment", "Salve")]


def test_a_label_with_what_it_says_is_no_heading() -> None:
    kind = "<div><h3>{}</h3><p>It itches.</p><p>Treatment: rest</p></div>"
    article = read(f"<h2>Types</h2>{kind.format('Early')}{kind.format('Late')}<h2>Causes</h2><p>Leaves.</p>")
    assert said(article) == [("type", "Early"), ("type", "Late")]


def test_a_sentence_that_introduces_a_list_is_no_heading() -> None:
    article = read(f"<h2>Symptoms</h2><p>It itches.</p><p>Other symptoms include:</p>{LISTED}")
    assert headings(article) == [("Symptoms", "symptom")]
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings")]


def test_a_linked_heading_among_what_is_related_opens_no_facet() -> None:
    article = read(
        f"<h2>Symptoms</h2>{LISTED}<h2>Related articles</h2>"
        "<div><h3><a href='/gout'>Symptoms of gout</a></h3><p>Pain in the big toe at night.</p></div>"
    )
    assert [facet for facet, _ in said(article)] == ["symptom", "symptom"]
    assert [facet for _, facet in headings(article) if facet] == ["symptom"]


def test_the_last_of_several_tabs_is_no_label() -> None:
    tabs = "<div><button>Symptoms</button><button>Treatment</button></div>"
    article = read(f"{tabs}<h2>The rash in old gardens</h2><ul><li>Ivy walls</li><li>Hedges</li></ul>")
    assert not article.items


def test_a_kind_may_name_the_topic_it_helps_with() -> None:
    article = read(
        "<h2>Treatment</h2><h3>Cold baths for goutweed rash</h3><p>They soothe for an hour.</p>"
        "<h3>Zinc treatment for goutweed rash</h3><p>It dries the bumps.</p>"
        "<h3>Treatment of children</h3><ul><li>Oat baths</li></ul>"
    )
    assert [term for _, term in said(article)][::2] == ["Cold baths for goutweed rash", "Oat baths"]
    assert headings(article)[-1] == ("Treatment of children", "treatment")


def test_the_one_bold_lead_of_its_lines_is_a_heading() -> None:
    lines = (
        "It begins in May.<br><br><b>Treatment:</b> It heals by itself.<br><br>{}Rub off the sap<br><br>Bathe"
    )
    assert headings(read(f"<div>{lines.format('')}</div>")) == [("Treatment", "treatment")]
    beside = lines.format("<b>Course:</b> It lasts a week.<br><br>")
    assert headings(read(f"<div>{beside}</div>")) == []


def test_one_stage_is_no_list_of_kinds() -> None:
    stage = "<h3>{} stage</h3><ul><li>{}</li></ul>"
    article = read("<h2>Symptoms</h2>" + stage.format("Acute", "Fever") + stage.format("Late", "Swelling"))
    assert said(article) == [("symptom", "Fever"), ("symptom", "Swelling")]


def test_doctors_who_treat_a_disease_are_no_treatment() -> None:
    doctor = "<h3><a href=/{0}>{0}</a></h3><p>Hand surgery</p>"
    article = read("<h2>Physicians who treat goutweed rash</h2>" + doctor.format("Ann Oak, MD") * 2)
    assert said(article) == []


def test_a_yes_or_no_question_below_its_facet_says_it_too() -> None:
    article = read(f"<h2>Prevention</h2><h3>Can it be prevented?</h3>{LISTED}")
    assert headings(article) == [("Prevention", "prevention"), ("Can it be prevented?", "prevention")]


def test_titles_of_other_articles_say_no_facet() -> None:
    article = read(
        f"<h2>Symptoms</h2>{LISTED}<h2>Related articles</h2><h4>What causes hay fever?</h4><p>Sap.</p>"
    )
    assert {section.facet for section in article.sections} == {None, "symptom"}


def test_what_sounds_like_the_page_is_an_entry_among_entries_that_look_alike() -> None:
    def cards(*names: str, card: str = "<div class='card'><h3>{}</h3><p>{}</p></div>") -> list[str | None]:
        told = "It helps many of those who have had the rash for years."
        body = "".join(card.format(name, told) for name in names)
        return [item.term for item in read(f"<h2>Treatment</h2>{body}").items]

    assert cards("Support", "Ice", "Rest") == ["Support", "Ice", "Rest"]
    assert cards("Ice", "Rest", "Support") == ["Ice", "Rest", "Support"]
    assert cards("Ice", "Support", "Rest", card="<h3>{}</h3><p>{}</p>") == ["Ice", "Support", "Rest"]
    assert cards("Ice", "Rest", "Support", card="<h3>{}</h3><p>{}</p>") == ["Ice", "Rest"]
    assert cards("Ice", "Rest", "Contact us") == ["Ice", "Rest"]
    linked = "<div class='card'><h3>{}</h3><p><a href='/more'>{}</a></p></div>"
    assert "Support" not in cards("Ice", "Support", "Rest", card=linked)


@pytest.mark.parametrize(
    ("heading", "facet"),
    [
        ("What we look for in a goutweed rash exam.", "test"),
        ("Our garden was there long before the symptoms of all came.", None),
    ],
)
def test_a_clause_with_a_full_stop_is_a_heading(heading: str, facet: str | None) -> None:
    assert headings(read(f"<h2>{heading}</h2><p>It is told at the gate.</p>")) == [(heading, facet)]


def test_run_in_names_that_say_the_facet_above_are_its_entries() -> None:
    leads = ("Skin test", "Blood test", "Look at the rash")
    told = "".join(f"<p><b>{lead}:</b> It shows what is there.</p>" for lead in leads)
    article = read(f"<h2>Diagnostic tests</h2>{told}<p><b>Treatment:</b> Cold water.</p>")
    assert [item.term for item in article.items if item.facet == "test"] == list(leads)


def test_one_persons_story_is_no_entry_and_a_lists_credit_none() -> None:
    items = "<ul><li>Pale rings</li><li>Itch</li><li>Source: Leaf Clinic</li></ul>"
    article = read(f"<h2>Symptoms</h2>{items}<h3>Maria's story</h3><p>Maria itched for years.</p>")
    assert [item.term for item in article.items] == ["Pale rings", "Itch"]
    assert "Maria itched" in article.text


_PLAIN = "<p>Causes: The sap of the leaf.</p><p>Treatment: Rest and wait.</p>{}"


@pytest.mark.parametrize(
    ("third", "facets"),
    [
        ("<p>Prevention: Keep to the path.</p>", ["cause", "treatment", "prevention"]),
        ("<h2>Prevention</h2><p>Keep to the path.</p>", ["cause", "treatment", "prevention"]),
        ("<p>Keep to the path.</p>", []),  # two are few
        ("<p>Prevention: Keep out.</p><p>Treatment: Balm.</p>", []),  # of several diseases
        ("<h2>Treatment</h2><p>Keep to the path.</p><p>Prevention: No.</p>", ["treatment"]),
    ],
)
def test_plain_words_with_a_colon_open_parts_where_they_say_several(third: str, facets: list[str]) -> None:
    article = read(_PLAIN.format(third))
    assert [facet for _, facet in headings(article) if facet] == facets
