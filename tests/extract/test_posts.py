"""Threads of posts, told from articles."""

from __future__ import annotations

import pytest

from tests.extract.test_kind import read

_ARTICLE = (
    "<p>Hives is a rash of raised and itchy welts.</p>"
    "<h2>Symptoms</h2><ul><li>Welts</li><li>Swelling</li></ul>"
    "<h2>Treatment</h2><ul><li>Rest in bed</li><li>Cold packs</li></ul>"
)
_ADVICE = (
    "<p><b>Symptoms of hives</b></p><p>welts</p><p><b>Causes</b></p><p>eggs, pills</p><p><b>Treatment</b></p>"
)


@pytest.mark.parametrize(
    ("by", "below"),
    [
        ("<p><a href='/u/1'>Fen</a> <time>2 years ago</time></p>", "<button>Like (3)</button>"),
        ("<p>Fen<br>Senior Member<br>Join Date: Mar 2009<br>Posts: 12</p>", ""),
        ("<p>by fen » Tue Mar 03, 2015 9:12 am</p>", ""),
        ("<p>05-11-2008, 09:13 PM #2</p>", "<p>Quote</p>"),
    ],
)
def test_posts_make_a_thread_and_comments_below_an_article_none(by: str, below: str) -> None:
    post = f"<div>{by}<p>I have had hives for years, and nobody can tell me why.</p>{below}</div>"
    thread = f"{post}{post}<div>{by}{_ADVICE}<p>antihistamines</p></div>{post}"
    assert read("Hives every night, help!", thread).kind == "other"
    assert read("Hives", f"{_ARTICLE}{post * 5}").kind == "condition"


def test_a_line_that_says_answer_is_no_post() -> None:
    asked = [
        "Is it painful?",
        "Should I rest?",
        "Does it run in families?",
        "Will it come back?",
        "Can I fly?",
    ]
    panel = "<details><summary>{}</summary><p><b>Answer</b></p><p>Most people do well in weeks.</p></details>"
    said = "<p>Gout is a disease in which crystals form in a joint.</p>"
    assert read("Gout", said + "".join(map(panel.format, asked))).kind == "condition"
    post = "<p>3 answers</p><p>Rest, and drink more.</p>"
    assert read("Gout at night, help!", f"<p>I have had gout for years.</p>{post * 5}").kind == "other"
