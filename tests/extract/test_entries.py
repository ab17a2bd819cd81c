"""Which facet a list belongs to, and which sub-headings and repetitions are entries."""

from __future__ import annotations

import pytest

from extract.record import Article
from tests.extract.checks import read_kept

_OPENING = "<h1>Goutweed rash</h1><p>Goutweed rash is a mild disease of the skin that itches for a week.</p>"


def read(body: str) -> Article:
    """The record of a page about one made-up disease, which keeps the promises."""
    return read_kept(f"<title>Goutweed rash</title><body>{_OPENING}{body}</body>")


def said(article: Article) -> list[tuple[str, str]]:
    """Facet and text of each entry, in order of the facets."""
    return [(item.facet, item.text) for item in article.items]


@pytest.mark.parametrize(
    ("heading", "introduction", "facet"),
    [
        ("What causes it?", "Sap does. Factors that raise your risk include:", "risk_factor"),
        ("What causes it?", "Many things do, and these are among them:", "cause"),
        ("In gardens", "Common symptoms:", "symptom"),
        ("In gardens", "Goutweed rash may also cause:", "symptom"),
        ("In gardens", "It is an illness that causes a range of symptoms, including:", "symptom"),
        ("How it shows", "Symptoms come soon. Goutweed rash may cause:", "symptom"),
        ("In gardens", "<b>Common types of rash:</b>", "type"),
        ("How it shows", "If your child has one of these signs, make an appointment:", "when_to_see_doctor"),
        ("In gardens", "Untreated goutweed rash can lead to:", "complication"),
        ("How it shows", "There are two kinds of goutweed rash:", "type"),
        ("Pathophysiology", "Typical symptoms are:", "symptom"),
        ("Who does it affect?", "It may come to anyone. Some factors that raise the risk:", "risk_factor"),
    ],
)
def test_a_list_belongs_to_what_it_is_introduced_as(heading: str, introduction: str, facet: str) -> None:
    listed = "<ul><li>Pale bumps</li><li>Red rings</li></ul>"
    article = read(f"<h2>{heading}</h2><p>{introduction}</p>{listed}")
    assert said(article) == [(facet, "Pale bumps"), (facet, "Red rings")]


@pytest.mark.parametrize(
    ("introduction", "facet"),
    [
        ("Salve helps. Some of the most common symptoms of goutweed rash are:", "symptom"),
        ("The main causes of goutweed rash include the following:", "cause"),
        ("Goutweed rash comes back. Risk factors include", "risk_factor"),
        ("To relieve the symptoms of goutweed rash:", "treatment"),
        ("The symptoms of goutweed rash can be treated with:", "treatment"),
        ("Ways to ease goutweed rash symptoms are:", "treatment"),
        ("Some react to the salve. Symptoms include:", "treatment"),
        ("Goutweed rash is cut out. Complications of surgery include:", "treatment"),
    ],
)
def test_a_list_of_treatments_is_one_of_another_facet_only_where_a_sentence_names_it(
    introduction: str, facet: str
) -> None:
    listed = "<ul><li>Pale bumps</li><li>Red rings</li></ul>"
    article = read(f"<h2>Treatment</h2><p>{introduction}</p>{listed}")
    assert said(article) == [(facet, "Pale bumps"), (facet, "Red rings")]


@pytest.mark.parametrize(
    ("introduction", "facet"),
    [
        (
            "If you have any of the following symptoms, our nurse says you should book an appointment:",
            "symptom",
        ),
        ("If you have one of these symptoms, make an appointment with a doctor:", "when_to_see_doctor"),
        ("You should see us at once if you notice any of these signs:", "when_to_see_doctor"),
    ],
)
def test_a_practice_that_asks_its_patients_in_still_lists_symptoms(introduction: str, facet: str) -> None:
    article = read(f"<h2>Symptoms</h2><p>{introduction}</p><ul><li>Pale bumps</li><li>Red rings</li></ul>")
    assert said(article) == [(facet, "Pale bumps"), (facet, "Red rings")]


def test_a_line_said_again_is_left_out_of_an_entry_that_says_more() -> None:
    again = (
        "<p>Ask the gardener of your own street which of these is the right one for a skin like yours.</p>"
    )
    own = "<p>It is laid on the rash for an hour or two at night, as long as it still itches so much.</p>"
    article = read(
        f"<h2>Treatment</h2><h3>Salve</h3><p>It cools.</p>{again}<h3>Cold packs</h3>{own}{again}"
        f"<div><h3>Cold packs</h3>{own}</div>"
    )
    assert [item.term for item in article.items] == ["Salve", "Cold packs"]
    assert (article.items[1].description or "").endswith("itches so much.")


def test_of_many_lines_said_again_an_entry_keeps_its_own() -> None:
    again = [
        f"This line about the leaves stands on the page in two places, as number {n} of all."
        for n in range(9)
    ]
    own = "It cools the skin where the leaves have touched it, for an hour or two of the night."
    lines = "<br>".join([own, *again[:5], "Then it is washed off.", *again[5:]])
    article = read(f"<p>{'</p><p>'.join(again)}</p><h2>Treatment</h2><h3>Salve</h3><p>{lines}</p>")
    assert [item.description for item in article.items] == [f"{own}\nThen it is washed off."]


@pytest.mark.parametrize(
    "introduction",
    [
        "Several other conditions can mimic the symptoms of goutweed rash, such as:",
        "Goutweed rash may be mistaken for other diseases with such symptoms, including:",
        "Its symptoms overlap with those of other conditions, like:",
    ],
)
def test_other_diseases_with_the_same_symptoms_are_none(introduction: str) -> None:
    assert not said(read(f"<h2>In gardens</h2><p>{introduction}</p><ul><li>Hives</li><li>Eczema</li></ul>"))


def test_sub_headings_side_by_side_that_hold_a_list_each_part_it() -> None:
    listed = "<ul><li>Itching</li><li>Heat</li></ul>"
    article = read(
        f"<h2>Symptoms</h2><h3>On the hands</h3>{listed}<h3>On the face</h3><p>You may see:</p>"
        f"{listed.replace('Heat', 'Tears')}"
    )
    assert [text for _, text in said(article)] == ["Itching", "Heat", "Itching", "Tears"]


def test_a_heading_that_counts_is_an_entry_with_its_list() -> None:
    listed = "<ul><li>Itching</li><li>Heat</li></ul>"
    article = read(f"<h2>Symptoms</h2><h3>1. On the hands</h3>{listed}<h3>2. On the face</h3>{listed}")
    assert [i.term for i in article.items if i.split_by == "heading"] == ["On the hands", "On the face"]
    assert [i.term for i in article.items if i.parent] == ["Itching", "Heat", "Itching", "Heat"]


def test_a_heading_that_counts_is_an_entry_with_the_line_over_its_list() -> None:
    said_of = "<p>These may set it off:</p><ul><li>Sap</li><li>Pollen</li></ul>"
    article = read(f"<h2>Causes</h2><h3>1. Plants</h3>{said_of}<h3>2. Sunlight</h3><p>It burns.</p>")
    assert [item.term for item in article.items] == ["Plants", "Sap", "Pollen", "Sunlight"]


def test_a_label_stands_above_the_headings_that_count_from_one_after_it() -> None:
    article = read(
        "<h2>Symptoms</h2><h3>1. Bumps</h3><p>They itch.</p><h3>2. Rings</h3><p>They burn.</p>"
        "<p><b>Risk factors</b></p><p>Some people get it sooner.</p>"
        "<h3>1. Age</h3><p>The young.</p><h3>2. Work</h3><p>Gardeners.</p>"
    )
    assert [(item.facet, item.term) for item in article.items] == [
        ("symptom", "Bumps"),
        ("symptom", "Rings"),
        ("risk_factor", "Age"),
        ("risk_factor", "Work"),
    ]


def test_the_name_of_its_look_does_not_take_a_heading_from_the_article() -> None:
    article = read("<h4 class='banner-title'>Causes</h4><ul><li>Sap</li><li>Pollen</li></ul>")
    assert said(article) == [("cause", "Sap"), ("cause", "Pollen")]


def test_a_kind_is_an_entry_whatever_describes_it() -> None:
    listed = "<ul><li>Small</li><li>Pale</li></ul>"
    article = read(f"<h2>Types</h2><h3>Spring rash</h3>{listed}<h3>Autumn rash</h3>{listed}")
    assert [i.term for i in article.items if i.split_by == "heading"] == ["Spring rash", "Autumn rash"]


def test_an_entry_said_twice_of_one_thing_counts_once() -> None:
    listed = "<ul><li>Itching</li><li>Heat</li></ul>"
    article = read(f"<h2>Symptoms</h2>{listed}{listed}")
    assert [text for _, text in said(article)] == ["Itching", "Heat"]
    article = read(f"<h2>Symptoms</h2><p>By day:</p>{listed}<p>By night:</p>{listed}")
    assert len(article.items) == 4


def test_a_sub_headings_text_ends_where_its_table_begins() -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [("Swab", "Sap"), ("Lamp", "Rings")])
    article = read(
        f"<h2>Diagnosis</h2><h3>Where it is needed</h3><p>Few people need one.</p><table>{rows}</table>"
    )
    assert [i.term for i in article.items] == ["Where it is needed", "Swab", "Lamp"]
    assert article.items[0].text.endswith("Few people need one.")


def test_a_figures_number_is_no_entry() -> None:
    article = read("<h2>Symptoms</h2><ul><li>Itching</li></ul><h3>Figure 2.</h3><p>A hand with rings.</p>")
    assert said(article) == [("symptom", "Itching")]


def test_links_to_documents_and_appointments_are_no_entries() -> None:
    links = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("Download the plan", "Request a visit"))
    article = read(f"<h2>Treatment</h2><ul><li>Balm</li><li>Cold water</li>{links}</ul>")
    assert said(article) == [("treatment", "Balm"), ("treatment", "Cold water")]
    assert [r.reason for r in article.rejected] == ["navigation", "navigation"]


def test_sub_headings_that_hold_nothing_are_entries_where_there_are_several() -> None:
    cards = "".join(
        f"<div class='card'><img src='x.png'><h3>{n}</h3></div>" for n in ("Heat", "Rings", "Bumps")
    )
    assert [text for _, text in said(read(f"<h2>Symptoms</h2>{cards}"))] == ["Heat", "Rings", "Bumps"]
    assert not said(read("<h2>Symptoms</h2><h3>Heat</h3><h3>Rings</h3>"))


@pytest.mark.parametrize(("counted", "named"), [("Week", ["Dry", "Wet"]), ("Type", ["Type 1", "Type 2"])])
def test_a_number_that_counts_cards_is_no_name_and_one_of_a_type_is(counted: str, named: list[str]) -> None:
    cards = "".join(
        f"<div class=c><span>{counted} {n}</span><div>{name}</div><div>It itches for days.</div></div>"
        for n, name in enumerate(("Dry", "Wet"), 1)
    )
    assert [item.term for item in read(f"<h2>Types</h2><section>{cards}</section>").items] == named


def test_a_sub_heading_with_no_more_than_an_introduction_is_no_entry() -> None:
    article = read(
        "<h2>Treatment</h2><h3>In the garden</h3><p>Plants may be of use:</p><ul><li>Dock</li></ul>"
    )
    assert [item.text for item in article.items] == ["Dock"]


def test_side_effects_are_no_treatments() -> None:
    rest = "<ul><li>Balm</li></ul><p>Side effects of balm are rare but include:</p><ul><li>Sleep</li></ul>"
    assert said(read(f"<h2>Treatment</h2>{rest}")) == [("treatment", "Balm")]
    rest = "<p>To have fewer side effects, try these:</p><ul><li>Less balm</li></ul>"
    assert said(read(f"<h2>Treatment</h2>{rest}")) == [("treatment", "Less balm")]


def test_the_words_below_pictures_are_no_entries() -> None:
    picture = "<div class='picture'><img src='a.png'><p class='image-caption'>{0}</p></div>"
    gallery = "".join(map(picture.format, ["Early ring", "Late ring", "Ring on a hand"]))
    article = read(f"<h2>Types</h2><ul><li>Dry</li><li>Wet</li></ul><div>{gallery}</div>")
    assert said(article) == [("type", "Dry"), ("type", "Wet")]
    assert "Late ring" in article.text


def test_a_line_that_only_points_elsewhere_is_no_entry() -> None:
    away = "<li>To read about <a href='/o'>oils</a> <a href='/p'>click here</a>.</li>"
    taken = "<li>Source: <a href='/n'>a note</a></li><li>Source of mint: the garden</li>"
    article = read(f"<h2>Treatment</h2><ul><li>Soap</li>{away}{taken}</ul>")
    assert said(article) == [("treatment", "Soap"), ("treatment", "Source of mint: the garden")]
    assert [row.reason for row in article.rejected] == ["navigation", "navigation"]


def test_a_heading_right_above_its_list_names_the_list() -> None:
    listed = "<ul><li>Mint oil</li><li>Soft soap</li></ul>"
    article = read(f"<h2>Treatment</h2><h3>The core two</h3>{listed}<h3>Sleep</h3><p>Eight hours.</p>")
    assert said(article) == [
        ("treatment", "Mint oil"),
        ("treatment", "Soft soap"),
        ("treatment", "Sleep\nEight hours."),
    ]


@pytest.mark.parametrize(
    ("heading", "outer"), [("In the garden", []), ("How it shows: signs", [("symptom", "Pale bumps")])]
)
def test_an_item_may_say_what_the_list_inside_it_holds(heading: str, outer: list[tuple[str, str]]) -> None:
    inner = "<ul><li>Sap</li><li>Sunlight</li></ul>"
    article = read(
        f"<h2>{heading}</h2><ul><li>Pale bumps</li><li><b>Causes:</b>{inner}</li>"
        f"<li>It is said to mean no harm at all:{inner.replace('Sap', 'Wind')}</li></ul>"
    )
    assert [entry for entry in said(article) if entry[0] == "cause"] == [
        ("cause", "Sap"),
        ("cause", "Sunlight"),
    ]
    assert said(article)[: len(outer)] == outer


@pytest.mark.parametrize(("next_one", "found"), [("It may also include:", 4), ("In spring we also grow:", 2)])
def test_an_introduction_may_go_on_from_the_one_before(next_one: str, found: int) -> None:
    first, second = "<ul><li>Pale bumps</li><li>Red rings</li></ul>", "<ul><li>Chills</li><li>Fever</li></ul>"
    article = read(
        f"<h2>In gardens</h2><p>The rash may cause symptoms such as:</p>{first}<p>{next_one}</p>{second}"
    )
    assert [facet for facet, _ in said(article)] == ["symptom"] * found


@pytest.mark.parametrize(("label", "facet"), [("Causes of it", "cause"), ("On the arms", "symptom")])
def test_an_item_may_say_what_its_numbered_lines_are(label: str, facet: str) -> None:
    lines = "<br>1. Sap of the leaves<br>2. Sunlight after it"
    article = read(f"<h2>Signs</h2><ul><li>Pale bumps</li><li><b>{label}:</b>{lines}</li></ul>")
    assert ("symptom", "Pale bumps") in said(article)
    assert [entry for entry, _ in said(article)].count(facet) == 2


@pytest.mark.parametrize("nested", ["<li>{}<ul>{}</ul></li>", "<li>{}</li><ul>{}</ul>"])
def test_an_item_may_introduce_the_list_in_it_or_right_behind_it(nested: str) -> None:
    inner = "<li>Wear gloves.</li><li>Wash your hands.</li>"
    lists = nested.format("To prevent the rash in your own garden:", inner) + nested.format(
        "Cool it:", "<li>Ice in a cloth.</li>"
    )
    article = read(f"<h2>Treatment</h2><ul><li>Use mint oil.</li>{lists}</ul>")
    assert [text for facet, text in said(article) if facet == "prevention"] == [
        "To prevent the rash in your own garden:",
        "Wear gloves.",
        "Wash your hands.",
    ]
    assert [text for facet, text in said(article) if facet == "treatment"] == [
        "Use mint oil.",
        "Cool it:",
        "Ice in a cloth.",
    ]


@pytest.mark.parametrize("marker", ["• ", "• •", "1. ", "2) ", "- ", "✔ "])
def test_a_typed_marker_of_a_heading_is_taken_off_its_name_once(marker: str) -> None:
    named = f"<h3>{marker}Chainsaws</h3><p>They shake.</p><h3>{marker}Rakes</h3><p>They do not.</p>"
    terms = [item.term for item in read(f"<h2>Causes</h2>{named}").items]
    assert terms == ["Chainsaws", "Rakes"]


@pytest.mark.parametrize(
    "listed",
    [
        "<ul><li>Symptoms<ul><li>Itching</ul><li><b>Causes</b><ul><li>Sap</ul></ul>",
        "<ul><li>Symptoms of goutweed rash</li><ul><li>Itching</ul><li>Causes</li><ul><li>Sap</ul></ul>",
        "<li>Symptoms:</li><ul><li>Itching</ul><li>What causes it?</li><ul><li>Sap</ul>",
    ],
)
def test_an_item_that_is_a_heading_says_what_the_list_below_it_is(listed: str) -> None:
    assert said(read(f"<h2>At a glance</h2>{listed}")) == [("symptom", "Itching"), ("cause", "Sap")]


def test_items_that_are_headings_over_nothing_say_nothing() -> None:
    assert said(read("<h2>At a glance</h2><ul><li>Symptoms<li>Causes<li>Sap</ul>")) == []


def test_a_link_to_the_next_page_asks_nothing() -> None:
    asked = "<p><b>Does it spread?</b></p><p>Never.</p>"
    article = read(f"<h2>FAQ</h2>{asked}<p><a href='/2'>Next &gt; What causes goutweed rash?</a></p>")
    assert [item.text.split("\n")[0] for item in article.items] == ["Does it spread?"]


@pytest.mark.parametrize(
    "listed",
    [
        "<p>There are two types of it:</p><p><b>Dry.</b> It itches.</p><p><b>Wet.</b> It burns.</p>",
        "<p>There are two types of it:</p><p>1. Dry: It itches.</p><p>2. Wet: It burns.</p>",
        "<p>What are the types of goutweed rash?<br>One or both of:<br>• Dry<br>• Wet</p>",
        "<p>There are two types of goutweed rash.</p><p>• Dry<br>• Wet</p>",
    ],
)
def test_a_line_introduces_what_is_no_list_under_a_heading_without_facet(listed: str) -> None:
    items = read(f"<h2>In gardens</h2>{listed}").items
    assert [(item.facet, item.term) for item in items] == [("type", "Dry"), ("type", "Wet")]


def test_marked_lines_after_others_are_not_introduced() -> None:
    assert not read("<h2>In gardens</h2><p>Symptoms include:</p><p>Water it.</p><p>• Rake<br>• Hoe</p>").items


def test_a_bold_lead_may_introduce_its_list_as_something_else() -> None:
    kinds = "<p><b>Dry:</b> It itches. It is caused by:</p><ul><li>Sap</ul><p><b>Wet:</b> It burns.</p>"
    assert said(read(f"<h2>Types</h2>{kinds}")) == [
        ("type", "Dry: It itches. It is caused by:"),
        ("cause", "Sap"),
        ("type", "Wet: It burns."),
    ]


def test_one_marked_line_at_the_end_of_a_sub_heading_is_none_of_a_list() -> None:
    told = "<h3>Skin surgery</h3><p>It cuts.</p><blockquote>I sleep again.<br>– Mrs Oko</blockquote>"
    article = read(f"<h2>Treatment</h2><h3>Cold water</h3><p>It calms.</p>{told}<h2>Causes</h2><p>Sap.</p>")
    assert [item.term for item in article.items] == ["Cold water", "Skin surgery"]


def test_the_first_item_of_a_list_may_introduce_the_others() -> None:
    said_first = "It may differ from leaf to leaf. Goutweed rash may cause the following symptoms:"
    items = "".join(f"<li>{text}</li>" for text in (said_first, "Itch", "Red rings"))
    assert said(read(f"<h2>Symptoms</h2><ul>{items}</ul>")) == [("symptom", "Itch"), ("symptom", "Red rings")]


def test_a_remark_below_its_label_is_no_entry() -> None:
    remark = "<div class=hint><strong>Important:</strong><p>A scan alone never tells what it is.</p></div>"
    assert said(read(f"<h2>Tests</h2><ul><li>Scan</li></ul>{remark}")) == [("test", "Scan")]
