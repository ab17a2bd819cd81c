"""What the walk makes of mark-up that is read in its own way."""

from __future__ import annotations

from extract import extract_article
from extract.walk import walk
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
    assert [block.text for block in walk(page).blocks] == ["Moss", "Soft and green."]
