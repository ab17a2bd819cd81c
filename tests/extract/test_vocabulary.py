"""What headings say in the words of many sites, the topic being gout."""

from __future__ import annotations

import re

import pytest

from extract.data import load
from extract.vocabulary import read_heading, read_introduction

MIGRAINE = ("migraine",)

_SAID = {
    "symptom": [
        "Which of these sounds like you?",
        "History and physical",
        "Check if you have gout",
        "Do I have one?",
        "You may notice",
        "What you'll feel",
        "What an attack is like",
        "Tell-tale marks",
        "Does this sound like you?",
        "Struggling with any of these?",
        "How people with gout feel",
        "Common gout and joint presentations.",
    ],
    "cause": [
        "Foods that set it off",
        "Things that make it worse",
        "How do people catch mumps?",
        "How does a person get infected?",
        "How a crystal forms",
        "How do crystals form?",
    ],
    "risk_factor": ["Who tends to get it", "What raises your odds?"],
    "test": [
        "How we evaluate it",
        "When should children be checked for gout?",
        "How can gout be identified?",
        "Here is how gout is usually identified:",
        "How Oak Joints finds the cause",
        "Finding the root cause",
        "Getting checked",
        "What we look for in a joint exam",
        "How a blood test helps",
        "How screening starts",
    ],
    "treatment": [
        "How can I help myself?",
        "Which ointments help?",
        "How physiotherapy helps",
        "What does a podiatrist do for gout?",
        "What to do right away",
        "What not to do",
        "What Oak Joints can do",
        "Stopping an attack",
        "Beating gout",
        "What your doctor may suggest",
        "Reversing the damage",
        "Is there a cure?",
        "Drugs for gout",
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
        "Can gout cause complications?",
        "Can gout harm my baby?",
    ],
    "prognosis": [
        "What does recovery look like?",
        "How long attacks last",
        "Looking ahead",
        "Will my gout come back after surgery?",
        "What does the future hold?",
        "What can I expect if I have gout?",
        "What happens after treatment?",
        "Can gout be cured?",
        "What happens over time?",
    ],
    "when_to_see_doctor": [
        "Ring Oak House or come to us at once if you have:",
        "Go to the walk-in clinic right away if",
        "If you think you may have gout",
    ],
    "type": [
        "Subdivisions of gout",
        "The two broad categories",
        "Varieties of gouty arthritis",
        "Three kinds of gout",
        "Not all gout is the same",
    ],
    "epidemiology": ["The rise in cases of gout", "Estimated number of people with gout"],
    "faq": ["F.A.Q.s"],
    None: [
        "The race to find a cure for gout",
        "Alcohol and drugs",
        "Drug use and gout",
        "Board exam pearls",
        "Questions your doctor may ask about your symptoms",
        "Why blood tests matter",
        "Find lasting relief with our team in Oakville",
        "Comparing surgery and pills",
        "What we offer at Oak Joints",
        "Which doctor can help?",
        "Reasons for having surgery",
        "What gout can do",
        "What is the differential diagnosis of gout?",
        "Gout may cause:",
        "Popular articles",
        "Looking ahead to May",
        "How long to keep away from school",
        "How do you get help?",
        "How can I get pregnant?",
        "How do I get referred?",
        "How long can a person carry the virus?",
        "Surgeons who treat gout",
        "Key words",
        "Ages & stages",
        "Points to remember",
        "A word from Oak House",
        "Gout as a warning sign",
        "When gout is a symptom of something else",
        "Need more help?",
        "Other places to get help",
        "Your treatment team",
        "Gout: Symptoms, Prevention & Treatment",
        "Objectives:",
        "Review questions",
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


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("There are three main kinds of migraine:", "type"),
        ("Symptoms of a migraine:", "symptom"),
        ("Adults with migraine may notice:", "symptom"),
        ("Common contributing factors include:", "cause"),
        ("Factors that raise your risk include:", "risk_factor"),
        ("Several inherited factors have been linked with a higher risk of it, including:", "risk_factor"),
        ("Untreated migraine can lead to:", "complication"),
        ("Watch for these signs:", "symptom"),
        ("It is often triggered by:", "cause"),
        ("You have a greater chance of getting it if you:", "risk_factor"),
        ("It is more common in people who:", "risk_factor"),
        ("Your risk of severe complications is higher if:", "risk_factor"),
        ("It can lead to:", "complication"),
        ("Your doctor may order these tests:", "test"),
        ("Diagnosis may involve:", "test"),
        ("It can be treated with:", "treatment"),
        ("To ease the pain, try:", "treatment"),
        ("Ways to avoid it include:", "prevention"),
        ("Talk to a pharmacist if:", "when_to_see_doctor"),
        ("Call us right away if:", "when_to_see_doctor"),
        ("You may need an evaluation if you notice:", "when_to_see_doctor"),
        ("How well it heals (the prognosis) depends on:", "prognosis"),
        ("Once it is found, tests will be done to find out:", "test"),
        ("Illnesses that may bring on migraine include:", "cause"),
        ("These are other reasons for migraine:", "cause"),
        ("It is commonly triggered by:", "cause"),
        ("Migraine has several causes, and few know all of theirs:", "cause"),
        ("As it builds up, you may notice:", "symptom"),
        ("People with this disorder may also report:", "symptom"),
        (
            "The signs of it come on fast, most often in the early hours of a day. They may include:",
            "symptom",
        ),
        ("A thorough migraine assessment typically includes:", "test"),
        ("To diagnose migraine, a specialist may:", "test"),
        ("A few changes to your day can calm the nerves and ease migraine:", "treatment"),
        ("Most attacks pass without pills. Options include:", "treatment"),
        ("Your doctor may suggest:", "treatment"),
        ("If any of these come with the pain, patients should see their doctor:", "when_to_see_doctor"),
        ("Some signs warrant prompt evaluation:", "when_to_see_doctor"),
        ("The risk of migraine is highest for women who:", "risk_factor"),
        ("Migraine is classified according to its aura:", "type"),
        ("It looks harmless, but it may lead to:", "complication"),
        ("There are many kinds of headache pills:", None),
        ("Side effects include:", None),
        ("Bring these with you:", None),
        ("After the operation you may notice:", None),
        ("Reasons for treating migraine at home:", None),
        ("Medicines that cause drowsiness include:", None),
        ("Payment options include:", None),
        ("Conditions that mimic migraine include:", None),
    ],
)
def test_a_sentence_introduces_a_list(sentence: str, facet: str | None) -> None:
    assert read_introduction(sentence, MIGRAINE) == facet


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("Some of the most common symptoms of a migraine are:", "symptom"),
        ("There are some symptoms of a migraine that are:", None),
    ],
)
def test_a_sentence_speaks_outright_where_it_begins_with_the_facet(sentence: str, facet: str | None) -> None:
    assert read_introduction(sentence, MIGRAINE, outright=True) == facet


@pytest.mark.parametrize(
    ("heading", "facet"),
    [
        ("Foods and drugs that trigger gout", "cause"),
        ("Smoking, alcohol and drugs as risk factors", "risk_factor"),
        ("Anti-smoking drugs", "treatment"),
        ("Why is gout so common in men?", "cause"),
        ("How sugar causes gout", "cause"),
    ],
)
def test_words_beside_drugs_and_reasons_say_the_facet(heading: str, facet: str) -> None:
    assert read_heading(heading, ("gout",)).facet == facet


def patterns() -> list[str]:
    """Every pattern of the vocabulary."""
    left, found = [load("vocabulary.toml")], []
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.append(value)
        else:
            left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found


def test_no_pattern_has_alternatives_outside_brackets() -> None:
    # Patterns are joined by their first letters, which alternatives of their own would tear apart.
    plain = (re.sub(r"\\.|\[[^\]]*\]", "", pattern) for pattern in patterns())
    assert not [pattern for pattern in plain if "|" in _outside_brackets(pattern)]


def _outside_brackets(pattern: str) -> str:
    while (shorter := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = shorter
    return pattern


def test_a_source_lists_label_holds_a_word_of_one() -> None:
    words = load("references/references.toml")["label"]
    named = load("vocabulary.toml")["role"]["references"]
    assert [pattern for pattern in named if not any(word in pattern for word in words)] == []


@pytest.mark.parametrize(
    ("heading", "facet"),
    [
        ("Goutweed 1% ointment for the treatment of sores: a randomized, controlled trial", None),
        ("Treatment of sores: systematic review and meta-analysis", None),
        ("Check if you have them", "symptom"),
        ("Sores often go away on their own", "prognosis"),
        ("Where is it found?", "epidemiology"),
    ],
)
def test_what_studies_are_called_says_no_facet(heading: str, facet: str | None) -> None:
    assert read_heading(heading, ("sores",)).facet == facet
