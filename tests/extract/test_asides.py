"""Headings over what stands beside the article: offers, media, the site's own pages."""

from __future__ import annotations

import pytest

from extract.cleaning import fold
from extract.vocabulary import read_heading

MIGRAINE = (fold("Migraine"),)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Find our headache specialists", "aside"),
        ("Talk to us", "aside"),
        ("Video: what migraine looks like", "aside"),
        ("Video EEG", None),
        ("Get health tips by email", "aside"),
        ("Migraine risk calculator", "aside"),
        ("3 thoughts on migraine", "aside"),
        ("Watch the video", "aside"),
        ("Opening hours", "aside"),
        ("Take our migraine quiz", "aside"),
        ("Let's talk", "aside"),
        ("Our promise", "aside"),
        ("As seen in", "aside"),
        ("Other places to get help", "aside"),
    ],
)
def test_headings_over_what_is_beside_the_article(heading: str, role: str | None) -> None:
    assert read_heading(heading, MIGRAINE).role == role
