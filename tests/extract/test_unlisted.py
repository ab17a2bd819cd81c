"""Enumerations without list mark-up, each in a form of its own."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.record import Article

_RUNNING = (
    "<p>Most people with it feel well again after some weeks, though it can come back, and a few of them "
    "need care for longer than a month. A nurse or a doctor can say what fits you and your own life.</p>"
)
_TIPS = ["Rest in bed for a few days.", "Drink more water.", "Take the tablets on time, as it can come back."]
_NAMES = ["Rest", "Fluids", "Antiviral tablets"]


def read(listing: str) -> Article:
    """The record of a page whose section on treatment holds this."""
    page = (
        "<h1>Croup</h1><p>Croup is a disease of the airways.</p>"
        f"<h2>Treatment</h2>{listing}<h2>Outlook</h2>{_RUNNING}"
    )
    return extract_article(page.encode(), None)


def treatments(listing: str) -> list[str]:
    """The texts of the entries in a section on treatment."""
    return [item.text for item in read(listing).items if item.facet == "treatment"]


@pytest.mark.parametrize(
    "listing",
    [
        "<p>What helps:</p>" + "".join(f"<p>{tip}</p>" for tip in _TIPS),
        "<p>What helps:</p>" + "".join(f"<p class='line'>{tip}</p>" for tip in _TIPS),
        "".join(f"<i class='icon'></i><p class='line'>{tip}</p>" for tip in _TIPS),
        "<p>What helps:</p>" + "".join(f"<p><i class='icon'></i>{tip}</p>" for tip in _TIPS),
        "".join(f"<p>✅ {tip}</p>" for tip in _TIPS),
        "<p>" + "<br>".join(f"{sign} {tip}" for sign, tip in zip("🛌💧💊", _TIPS, strict=True)) + "</p>",
        "<div role='list'>" + "".join(f"<div role='listitem'>{tip}</div>" for tip in _TIPS) + "</div>",
        "".join(f"<div class='step'><b>{n}</b><p>{tip}</p></div>" for n, tip in enumerate(_TIPS, 1)),
    ],
)
def test_sentences_set_apart_are_entries(listing: str) -> None:
    assert treatments(listing) == _TIPS


def test_a_card_is_named_by_the_line_below_its_number() -> None:
    cards = "".join(
        f"<div class='step'><div>0{n}</div><p>{name}</p><p>{tip}</p></div>"
        for n, (name, tip) in enumerate(zip(_NAMES, _TIPS, strict=True), 1)
    )
    assert [item.term for item in read(cards).items] == _NAMES


@pytest.mark.parametrize(
    "prose",
    [
        "".join(f"<p>{tip}</p>" for tip in _TIPS),
        "<p>What helps:</p>" + "".join(f"<p>{tip}</p>" for tip in _TIPS[:2]),
        "<p>What helps:</p>" + _RUNNING * 3,
        "".join(f"<p class='line'>{tip}</p>" for tip in _TIPS),
    ],
)
def test_short_sentences_alone_are_no_list(prose: str) -> None:
    assert treatments(prose) == []


def test_what_follows_the_last_marked_line_is_the_paragraphs() -> None:
    lines = "<br>".join(f"- {name}" for name in _NAMES)
    assert treatments(f"<p>{lines}<br><br>Not all of them are needed by each child.</p>") == _NAMES


@pytest.mark.parametrize(
    ("lines", "entries"),
    [
        (["The aim is to open the airways at night and to let the child sleep.", *_NAMES], _NAMES),
        ([*_NAMES, "Ask a nurse which of them are the right ones for a child of that age."], _NAMES),
        (["It heals by itself.", "These help:", *_NAMES], _NAMES),
        (["Things that help are:", "Steam. It wets.", "Being held upright. It calms.", "Rest. It heals."], 3),
        (
            [
                "All of these may help:",
                *(f"{tip} And again, for as long as the cough goes on." for tip in _TIPS),
            ],
            3,
        ),
        (["Please note:", *(f"{tip} And again, for as long as the cough goes on." for tip in _TIPS)], []),
        (["Steam is one thing", "and cool air at night", "is the other one", "that parents name."], []),
    ],
)
def test_lines_of_a_paragraph_are_entries_together(lines: list[str], entries: list[str] | int) -> None:
    expected = lines[-entries:] if isinstance(entries, int) else entries
    assert treatments(f"<p>{'<br><br>'.join(lines)}</p>") == expected


@pytest.mark.parametrize(
    ("introduction", "facet"),
    [
        ("See a doctor if the child has:", "when_to_see_doctor"),
        ("Common symptoms of croup include:", "symptom"),
        ("The side effects of steroids are:", None),
    ],
)
def test_a_line_of_a_paragraph_introduces_those_below_it(introduction: str, facet: str | None) -> None:
    lines = ["Croup comes at night.", introduction, "Fever", "Blue lips", "A cough that barks"]
    for heading in ("Treatment", "At home"):
        page = f"<h1>Croup</h1><h2>{heading}</h2><p>{'<br>'.join(lines)}</p>"
        items = extract_article(page.encode(), None).items
        assert [(item.facet, item.text) for item in items] == [(facet, line) for line in lines[2:] if facet]


def test_a_label_above_marked_lines_is_none_of_them() -> None:
    lines = "<br>".join(["Cool air at night", *(f"- {name}" for name in _NAMES)])
    assert treatments(f"<p>{lines}</p>") == _NAMES
    assert treatments(f"<h3>At home</h3><p>{lines}</p>") == _NAMES


@pytest.mark.parametrize(
    "page",
    [
        "<p>Treatment of croup at home includes:<br>{}</p>",
        "<h2>Treatment</h2><p>Each of these helps at night:</p>{}",
        "<h2>Treatment</h2><div>{}</div>",
    ],
)
def test_what_introduces_lines_may_stand_before_them_and_they_may_be_of_any_case(page: str) -> None:
    names = ["steam", "cool air", "being held"]
    article = extract_article(f"<h1>Croup</h1>{page.format('<br>'.join(names))}".encode(), None)
    assert [(item.facet, item.text) for item in article.items] == [("treatment", name) for name in names]


def test_long_lines_below_a_sentence_are_entries() -> None:
    tips = [
        f"{tip} for as long as the cough goes on, and then for one more night, and keep the window open"
        for tip in ("Hold the child upright", "Let steam into the room", "Give small sips of water")
    ]
    lines = "<br><br>".join(tips)
    assert treatments(f"<p>Each of these helps at night:</p>{lines}<p>Call if it lasts.</p>") == tips
    assert treatments(f"<p>Each of these helps at night.</p>{lines}<p>Call if it lasts.</p>") == []


def test_bold_leads_may_be_parted_by_a_list() -> None:
    listing = (
        f"<p><b>Mild croup.</b> It heals at home.</p><ul><li>Cool air</li></ul>"
        f"<p><b>Severe croup.</b> It needs a ward.</p>{_RUNNING}"
    )
    assert [item.term for item in read(listing).items] == ["Mild croup", "Cool air", "Severe croup"]


def test_stressed_words_parted_by_a_list_are_no_entries() -> None:
    listing = (
        "<p><b>Most children</b> get well at home.</p><ul><li>Cool air</li></ul>"
        f"<p><b>Few of them</b> need a ward.</p>{_RUNNING}"
    )
    assert treatments(listing) == ["Cool air"]


def test_one_question_that_looks_like_a_heading_leaves_the_next_ones_theirs() -> None:
    questions = ["Is croup common?", "What is croup?", "Can it come back?"]
    asked = "".join(
        f"<div><button>{question}</button><div>It says so here.</div></div>" for question in questions
    )
    page = f"<h1>Croup</h1><h2>Symptoms</h2><ul><li>Cough</li></ul><h2>FAQ</h2>{asked}"
    items = extract_article(page.encode(), None).items
    assert [item.term for item in items if item.facet == "faq"] == questions


def test_bold_names_and_introductions_end_a_marked_line() -> None:
    lines = [
        "It goes by steps.",
        "<b>Early care.</b> Rest comes first, as a rule.",
        "Many like:",
        "• Warm drinks.",
        "• A humid room,<br>at night.",
        "<b>Later care.</b> It depends on the cough.",
        "It may need:",
        "• Steroids.",
    ]
    assert treatments(f"<p>{'<br>'.join(lines)}</p>") == [
        "Early care. Rest comes first, as a rule.",
        "Warm drinks.",
        "A humid room,\nat night.",
        "Later care. It depends on the cough.",
        "Steroids.",
    ]


def test_bold_labels_within_marked_lines_are_theirs() -> None:
    lines = [
        "1. Steroids",
        "<b>Dose:</b> one a day",
        "<b>Form:</b> a syrup",
        "2. Steam",
        "<b>Time:</b> an hour",
    ]
    assert [entry.split("\n")[0] for entry in treatments(f"<p>{'<br>'.join(lines)}</p>")] == [
        "Steroids",
        "Steam",
    ]


def test_lines_of_an_address_are_no_entries() -> None:
    lines = ["Croup House", "12 Leaf Street", "Greenfield, CO 80111", "(303) 555-0100", "FAX (303) 555-0101"]
    assert treatments(f"<p>Rest.</p><p>{'<br>'.join(lines)}</p>") == []


def test_a_line_said_again_below_another_introduction_is_another_entry() -> None:
    lines = ["At first:", "• Rest", "• Water", "Later on:", "• Water", "• Walks", "• Walks"]
    assert treatments(f"<p>{'<br>'.join(lines)}</p>") == ["Rest", "Water", "Water", "Walks"]


def test_columns_of_names_are_lists_side_by_side() -> None:
    columns = [["Rest", "Fluids", "Cool air"], ["Warm tea", "Honey", "Steam"]]
    made = [[f"<div class='dot'><i></i><span>{name}</span></div>" for name in names] for names in columns]
    listing = "".join(f"<div class='column'>{''.join(lines)}</div>" for lines in made)
    assert treatments(f"<div>{listing}</div>") == [name for names in columns for name in names]


def test_cards_in_columns_of_several_widths_may_list_more() -> None:
    card = "<div class='{}'><div class='card'><div class='icon'></div>{}</div></div>"
    inner = "<div><p>Drugs, such as:</p><div><p>Steroids</p><p>Syrups</p></div></div>"
    cards = [
        ("col-6", "<p>Rest</p>"),
        ("col-6", "<p>Water</p>"),
        ("col-4", "<p>Steam</p>"),
        ("col-12", inner),
    ]
    listing = f"<div>{''.join(card.format(*each) for each in cards)}</div>"
    assert treatments(listing) == ["Rest", "Water", "Steam", "Drugs, such as:", "Steroids", "Syrups"]


def test_a_sentence_after_one_of_many_marked_lines_is_the_paragraphs() -> None:
    said = "A cough that comes back at night is more of a bother than one by day, as all know."
    lines = ["• Rest.", "• Water.", said, "Later on:", "• Walks,<br>short ones.", "• Steam."]
    assert treatments(f"<p>{'<br>'.join(lines)}</p>") == ["Rest.", "Water.", "Walks,\nshort ones.", "Steam."]


def test_labels_that_cards_share_are_no_names() -> None:
    labelled = "".join(
        f"<div class='label'>{label}</div><div>{{}} days.</div>" for label in ("Use", "Cost", "Risk")
    )
    card = f"<div class='card'><div>{{}}</div><div class='body'>{labelled}</div></div>"
    cards = "".join(card.format(name, 1, 2, 3) for name in _NAMES)
    article = read(f"<p>These help:</p>{cards}")
    assert [item.term for item in article.items] == _NAMES
    assert (article.items[0].description or "").startswith("Use\n1 days.\nCost")


def test_cards_of_a_practices_doctors_are_no_entries() -> None:
    card = "<div class='card'><div>{}</div><div>{}</div></div>"
    doctors = card.format("Dr. Ada Reed", "Ears and throats") + card.format("Tom Hill, MD", "Lungs")
    remedies = card.format("Steam", "It wets the air.") + card.format("Cool air", "It calms.")
    assert treatments(f"<p>It heals.</p><div>{doctors}</div>") == []
    assert len(treatments(f"<p>It heals.</p><div>{remedies}</div>")) == 2


def test_short_paragraphs_below_a_lead_end_where_text_runs_on() -> None:
    tips = ["Hold the child upright.", "Let steam into the room.", "Give small sips of water."]
    told = "Most of them are well again after two or three nights and need no more than that from anyone."
    lines = "".join(f"<p>{line}</p>" for line in ["Try one of these:", *tips, told])
    assert treatments(lines) == tips


def test_lines_that_tell_how_to_reach_someone_are_no_entries() -> None:
    lines = "Tollfree: (800) 555-0100<br>TTY: (800) 555-0101<br>Email: ward@croup.org"
    assert treatments(f"<p>Ask the ward:</p><p>{lines}</p>") == []
    listed = "<li>Rest<li>Croup Parents' Helpline - 800-555-0100<li><b>988 Crisis Line</b><li>Call a helpline"
    assert treatments(f"<ul>{listed}</ul>") == ["Rest", "Call a helpline"]


def test_a_name_may_begin_as_a_label_does() -> None:
    paragraphs = [f"<p><b>{name}</b> helps.</p>" for name in ("A mist tent", "By mouth", "Image-guided care")]
    assert [item.term for item in read("".join(paragraphs)).items] == [
        "A mist tent",
        "By mouth",
        "Image-guided care",
    ]
    labels = "<p><b>Note</b> the time.</p><p><b>Figure 2</b> shows it.</p><p><b>A:</b> Yes.</p>"
    assert treatments(labels) == []


def test_a_longer_line_among_short_ones_is_one_of_them() -> None:
    names = [*_NAMES, "Warm soup, or whatever else the child will drink when it is tired", "Sleep"]
    assert treatments(f"<p>{'<br>'.join(names)}</p>") == names
    assert treatments(f"<p>{'<br>'.join([*_NAMES, f'{names[3]}.', 'Sleep'])}</p>") == _NAMES


def test_what_follows_the_last_of_marked_lines_is_none_of_it_where_each_is_one_line() -> None:
    lines = "".join(f"<p>· {name}</p>" for name in _NAMES)
    assert treatments(f"{lines}<p>Ask a nurse.</p>") == _NAMES
    assert treatments(f"{lines}<p>taken with water</p>")[-1] == f"{_NAMES[-1]}\ntaken with water"
    both = "".join(f"<p>{n}. {name}</p><p>It helps.</p>" for n, name in enumerate(_NAMES, 1))
    assert [item.term for item in read(both).items] == _NAMES
    assert treatments(both)[-1] == f"{_NAMES[-1]}\nIt helps."


def test_rows_of_one_cell_are_a_list() -> None:
    rows = "".join(f"<tr><td>{name}</td></tr>" for name in _NAMES)
    assert treatments(f"<p>Many things help.</p><table>{rows}</table>") == _NAMES


def test_cards_that_are_drawn_an_icon_are_entries_however_long() -> None:
    long = "Warm soup, which a child should drink slowly, and as often as it likes to, day and night"
    for icon in ("🤢", "🍽️", "7"):
        cards = [f"<div class=c><div>{icon}</div><div>{text}</div></div>" for text in (*_NAMES, long)]
        assert treatments(f"<div>{''.join(cards)}</div>") == [*_NAMES, long]


@pytest.mark.parametrize(
    "badges", [("A", "B", "A"), ("Strong", "Strong", "Weak"), ("Step 1", "Step 2", "Step 3")]
)
def test_a_card_is_named_below_its_badge(badges: tuple[str, ...]) -> None:
    cards = [
        f"<div class=c><span>{badge}</span><div>{name}</div><div>It helps most children.</div></div>"
        for badge, name in zip(badges, _NAMES, strict=True)
    ]
    assert [item.term for item in read(f"<div>{''.join(cards)}</div>").items] == _NAMES


def test_a_name_with_a_colon_before_a_text_names_a_card() -> None:
    cards = [f"<div class=c><div>{name}:</div><div>It helps most of them.</div></div>" for name in _NAMES]
    assert [item.term for item in read(f"<div>{''.join(cards)}</div>").items] == _NAMES
    priced = [f"<div class=c><div>{name}:</div><div>20 euros</div></div>" for name in ("Cost", "Deposit")]
    assert treatments(f"<div>{''.join(priced)}</div>") == []


def test_a_question_after_a_marked_line_is_none_of_it() -> None:
    lines = "".join(f"<p>{n}. {name}</p><p>It helps.</p>" for n, name in enumerate(_NAMES, 1))
    assert not any("?" in text for text in treatments(f"{lines}<p>Will it come back?</p>"))
