"""What the walk makes of mark-up that is read in its own way."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.page.source import read_source
from extract.page.walk import walk
from tests.extract.checks import ungrounded


def test_preformatted_text_has_lines_and_paragraphs() -> None:
    body = b"""<h1>Gout</h1><div><pre>
Gout is a disease of the joints. Its attacks come at night, and the
pain is at its worst within a day.

Symptoms:

\xe2\x80\xa2 Pain
\xe2\x80\xa2 A joint that is so swollen, red and hot that nobody may touch it or
  put a sheet on it
\xe2\x80\xa2 Fever
\xe2\x80\xa2 <i>Chills</i>
</pre></div>"""
    article = extract_article(body, None)
    assert [(item.facet, item.text) for item in article.items] == [
        ("symptom", "Pain"),
        ("symptom", "A joint that is so swollen, red and hot that nobody may touch it or put a sheet on it"),
        ("symptom", "Fever"),
        ("symptom", "Chills"),
    ]
    assert article.definition is not None
    assert "and the pain is" in article.definition
    assert ungrounded(article, body) == []


def test_a_word_that_a_font_draws_as_an_icon_is_no_text() -> None:
    page = (
        "<h1><span class='material-symbols-outlined'>microbiology</span>Moss "
        "<i class='material-icons'>menu</i></h1><p>Soft <mat-icon>home</mat-icon>and green.</p>"
    )
    assert [block.text for block in walk(read_source(page.encode())).blocks] == ["Moss", "Soft and green."]


_CHIPS = "<div class='chips'><span class='chip'>Fever</span>{}<span class='chip'>Dry cough</span>{}{}</div>"


@pytest.mark.parametrize("between", ["", " ", "\n  "])
def test_names_side_by_side_in_elements_of_one_look_are_lines(between: str) -> None:
    chips = _CHIPS.format(between, between, "<span class='chip'><i class='dot'></i> Chills</span>")
    body = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Symptoms</h2>{chips}".encode()
    article = extract_article(body, None)
    assert [item.text for item in article.items] == ["Fever", "Dry cough", "Chills"]
    assert ungrounded(article, body) == []


@pytest.mark.parametrize(("name", "lines"), [("rash-chips", 3), ("headline", 1)])
def test_names_of_no_look_are_lines_where_their_element_says_so(name: str, lines: int) -> None:
    chips = "<span>Fever</span> <span>Dry cough</span> <span>Chills</span>"
    opening = "<h1>Croup</h1><p>Croup is a disease.</p><h2>Symptoms</h2><p>As in:</p>"
    body = f"{opening}<div class='{name}'>{chips}</div>".encode()
    article = extract_article(body, None)
    assert len(walk(read_source(body)).blocks) == 4 + lines
    assert ungrounded(article, body) == []
    assert len(article.items) == (3 if lines == 3 else 0)


@pytest.mark.parametrize(
    "last",
    [
        "<span class='other'>Chills</span>",
        "<span class='chip'>and chills</span>",
        "<span class='chip'>Chills.</span>",
        "<b class='chip'>Chills</b>",
        "Chills",
        "",
    ],
)
def test_other_elements_side_by_side_are_one_line(last: str) -> None:
    assert len(walk(read_source(_CHIPS.format(" ", " ", last).encode())).blocks) == 1


def test_links_from_a_note_back_to_its_mark_are_no_text() -> None:
    page = (
        "<ol><li><span class='mw-cite-backlink'>↑ <sup><a href='#r1'>1.0</a></sup> "
        "<sup><a href='#r2'>1.1</a></sup></span> <span>Oko B. On rest.</span></li>"
        "<li>Roe D. On water. <a href='#r3' class='footnote-backref'>↩</a></li></ol>"
    )
    assert [block.text for block in walk(read_source(page.encode())).blocks] == [
        "Oko B. On rest.",
        "Roe D. On water.",
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Causes<sup>2</sup>", "Causes"),
        ("How is it treated?<sup>3,4</sup>", "How is it treated?"),
        ("It hurts (often)<sup>1–3</sup>, and <b>swells</b><sup>12</sup>.", "It hurts (often), and swells."),
        ("It hurts. <sup>7</sup> It swells.", "It hurts. It swells."),
        ("Some hurt <sup>1</sup>", "Some hurt"),
        ("30 kg/m<sup>2</sup>", "30 kg/m2"),
        ("Weight by height<sup>2</sup>", "Weight by height2"),
        ("a square meter<sup>2</sup>", "a square meter2"),
        ("10<sup>9</sup> cells", "109 cells"),
        ("vitamin B<sup>12</sup>, free T<sup>4</sup>", "vitamin B12, free T4"),
        ("CO<sup>2</sup>", "CO2"),
        ("with <sup>131</sup>I", "with 131I"),
        ("alpha<sup>1</sup>-antitrypsin", "alpha1-antitrypsin"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
    ],
)
def test_a_raised_number_behind_words_is_a_note(markup: str, text: str) -> None:
    body = f"<h1>Gout</h1><p>{markup}</p>".encode()
    assert walk(read_source(body)).blocks[1].text == text
    assert ungrounded(extract_article(body, None), body) == []


@pytest.mark.parametrize("tag", ["li", "div"])
def test_a_name_and_what_is_said_of_it_are_a_line_each(tag: str) -> None:
    each = f"<{tag}><span class='name'>{{}}</span><span class='note'>{{}}</span></{tag}>"
    said = [("Rest", "Lie down for a day."), ("Water", "Drink a glass of it."), ("Salt", "Leave it out.")]
    listed = "".join(each.format(*pair) for pair in said)
    body = f"<h1>Gout</h1><p>Gout is a disease.</p><h2>Treatment</h2><ul>{listed}</ul>".encode()
    article = extract_article(body, None)
    assert [(item.term, item.description) for item in article.items] == said
    assert ungrounded(article, body) == []


def test_a_sentence_in_two_parts_is_one_line() -> None:
    body = b"<h1>Gout</h1><div><span class='a'>Gout comes</span> <span class='b'>at night</span></div>"
    assert walk(read_source(body)).blocks[-1].text == "Gout comes at night"


@pytest.mark.parametrize(
    "beside",
    [
        '<a class="headerlink" href="#gout" title="Permanent link">¶</a>',
        '<a href="#gout">#</a>',
        '<span class="header-section-number">1.2</span>',
        '<span class="chapter-number">52</span>&nbsp; ',
    ],
)
def test_what_a_generator_sets_beside_a_heading_is_no_text(beside: str) -> None:
    for page in (f"<h2>{beside}Gout</h2>", f"<h2>Gout {beside}</h2>"):
        assert [block.text for block in walk(read_source(page.encode())).blocks] == ["Gout"]


def test_signs_between_words_leave_them_apart_and_punctuation_stays() -> None:
    page = (
        b"<p>Pain<span aria-hidden=true> &rarr; </span>swelling</p><p>38<span aria-hidden=true>.</span>5</p>"
        b'<p>2<a href="#n">-</a>3 kg</p>'
    )
    said = [block.text for block in walk(read_source(page)).blocks]
    assert said == ["Pain swelling", "38.5", "2-3 kg"]


def test_a_link_to_a_place_in_the_page_may_be_words() -> None:
    page = b'<h2><a class="header-anchor" href="#gout">Gout</a></h2><p>See <a href="#s">B</a>.</p>'
    assert [block.text for block in walk(read_source(page)).blocks] == ["Gout", "See B."]


@pytest.mark.parametrize(("sign", "read"), [("+", False), ("↗", False), ("5%", True), ("β", True)])
def test_a_sign_that_is_not_to_be_read_is_no_text(sign: str, read: bool) -> None:
    page = f"<h1>Gout</h1><p>It is rare<span aria-hidden='true'> {sign}</span></p>"
    texts = [block.text for block in walk(read_source(page.encode())).blocks]
    assert texts[-1] == (f"It is rare {sign}" if read else "It is rare")


def test_an_arrow_behind_a_question_is_no_text() -> None:
    page = "<h1>Gout</h1><button><span>Is it rare?</span> <span class='arrow'>&#9660;</span></button>"
    assert [block.text for block in walk(read_source(page.encode())).blocks] == ["Gout", "Is it rare?"]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<span style='display: block'>Rest.</span><span class='d-block'>Drink water.</span>", 2),
        ("<span class='inline-block'>Rest.</span> <span class='has-block'>Drink water.</span>", 1),
        ("<i class='material-icons d-block'>rest</i>Drink water.", 1),
        ("Rest with <x-t>ice</x-t> <x-t>heat</x-t> <x-t>tea</x-t> for a day.", 1),
        ("<p>By <span class='d-block'>John Doe</span> May 2, 2020</p>", 1),
        ("<p><b class='d-block'>Rest</b> Drink water.</p>", 1),
        ("<p><x-term>Rest</x-term> <x-term>and water</x-term></p>", 1),
        ("<x-line>Rest.</x-line><x-line>Drink water.</x-line>", 2),
        ("A <x-term>rash</x-term> or <x-term>fever</x-term> may come.", 1),
    ],
)
def test_an_inline_element_that_is_drawn_as_a_block_is_a_line(markup: str, lines: int) -> None:
    body = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Treatment</h2><div>{markup}</div>".encode()
    assert len(walk(read_source(body)).blocks) == 3 + lines
    assert ungrounded(extract_article(body, None), body) == []


@pytest.mark.parametrize("around", ["{}", "<a href='#x'>{}</a>", "<strong><span>{}</span></strong>"])
@pytest.mark.parametrize("tag", ["span class='block'", "x-word"])
def test_the_lines_of_a_heading_are_one(around: str, tag: str) -> None:
    end = tag.split()[0]
    lines = f"<{tag}>Croup</{end}> <{tag}>in children</{end}>"
    body = f"<h1>{around.format(lines)}</h1>".encode()
    assert [block.text for block in walk(read_source(body)).blocks] == ["Croup in children"]


def test_a_block_may_be_bold_by_its_own_style() -> None:
    bold, light = "style='font-weight: bold'", "style='font-weight:400'"
    page = f"<div {bold}>Rest</div><p {bold}><span {light}>Water</span></p><div {bold}><p>Tea</p></div>"
    blocks = walk(read_source(page.encode())).blocks
    assert [(block.text, block.bold) for block in blocks] == [("Rest", 4), ("Water", 0), ("Tea", 0)]


_COUNTED = "Symptoms: 1. <b>Itch:</b> at night. 2. Rash: on the arms! (see there) 3. Chills: for a day."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (_COUNTED, 4),
        (_COUNTED.replace("<b>", "").replace("</b>", ""), 4),
        (f"{_COUNTED}<br>Treatment: 1. Rest. 2. Balm. 3. Mint oil.", 8),
        ("It comes in two forms: 1. Dry. 2. Wet.", 1),
        ("It took Grade 2. Then 3. It ended.", 1),
        ("First: 1. Rest. 2. Balm. 4. Mint oil.", 1),
        ("It weighs 1. 2. 3. pounds.", 1),
    ],
)
def test_a_paragraph_that_counts_its_sentences_has_a_line_each(text: str, lines: int) -> None:
    assert len(walk(read_source(f"<p>{text}</p>".encode())).blocks) == lines


def test_entries_counted_inside_a_paragraph_stand_in_the_page() -> None:
    body = f"<h1>Goutweed rash</h1><p>It is mild.</p><p>{_COUNTED}</p><h2>Causes</h2><p>Sap.</p>".encode()
    article = extract_article(body, None)
    assert [(item.facet, item.term, item.description) for item in article.items] == [
        ("symptom", "Itch", "at night."),
        ("symptom", "Rash", "on the arms! (see there)"),
        ("symptom", "Chills", "for a day."),
    ]
    assert ungrounded(article, body) == []
