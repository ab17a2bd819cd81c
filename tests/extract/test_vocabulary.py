"""What headings say in the words of many sites, the topic being gout."""

from __future__ import annotations

import pytest

from extract.vocabulary import read_heading

_SAID = {
    "symptom": [
        "Check if you have gout",
        "Do I have one?",
        "You may notice",
        "What you'll feel",
        "What an attack is like",
        "Tell-tale marks",
        "Does this sound like you?",
        "Struggling with any of these?",
        "How people with gout feel",
    ],
    "cause": ["Foods that set it off"],
    "risk_factor": ["Who tends to get it", "What raises your odds?"],
    "test": [
        "How can gout be identified?",
        "Here is how gout is usually identified:",
        "How Oak Joints finds the cause",
        "Finding the root cause",
        "Getting checked",
    ],
    "treatment": [
        "Which ointments help?",
        "What to do right away",
        "What not to do",
        "What Oak Joints can do",
        "Stopping an attack",
        "Beating gout",
        "What your doctor may suggest",
        "Popular home remedies for gout",
    ],
    "prevention": ["Keeping attacks away", "How not to get gout", "Deterrence and advice"],
    "complication": [
        "Gout can lead to",
        "Chronic inflammation may result in:",
        "What if you do nothing?",
        "Could gout be serious?",
        "Problems it can cause",
        "What can gout cause?",
    ],
    "prognosis": ["How long attacks last", "Looking ahead"],
    "type": ["Varieties of gouty arthritis", "Three kinds of gout", "Not all gout is the same"],
    None: [
        "What we offer at Oak Joints",
        "Which doctor can help?",
        "Reasons for having surgery",
        "What gout can do",
        "What is the differential diagnosis of gout?",
        "Gout may cause:",
        "Popular articles",
        "Looking ahead to May",
        "How long to keep away from school",
    ],
}


@pytest.mark.parametrize(
    ("heading", "facet"), [(heading, facet) for facet, headings in _SAID.items() for heading in headings]
)
def test_the_words_of_a_facet(heading: str, facet: str | None) -> None:
    assert read_heading(heading, ("gout",)).facet == facet


@pytest.mark.parametrize("heading", ["Further reading and references", "Suggested reading"])
def test_the_words_of_a_source_list(heading: str) -> None:
    assert read_heading(heading, ("gout",)).role == "references"
