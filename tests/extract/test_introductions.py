"""What the sentence before a list may say against the heading above it, and what it may not."""

from __future__ import annotations

from time import perf_counter

import pytest

from extract.entries.introductions import introduced_as, introduces
from extract.record import Facet
from extract.vocabulary import read_introduction

TOPIC = ("gout",)


@pytest.mark.parametrize(
    ("sentence", "heading", "facet"),
    [
        ("To find gout, doctors look for these signs:", "symptom", "symptom"),
        ("Talk to your doctor about symptoms such as:", "symptom", "symptom"),
        ("Patients seeking help most often report:", "symptom", "symptom"),
        ("Seek medical help if you have:", "symptom", "when_to_see_doctor"),
        ("Early stages include:", "symptom", "symptom"),
        ("Changes that help tell gout from other swellings:", "symptom", "symptom"),
        ("Things that may set off a flare:", "symptom", "cause"),
        ("Symptoms can be set off by:", "cause", "cause"),
        ("It can lead to gout if you:", "cause", "cause"),
        ("Factors that may contribute to gout:", "risk_factor", "risk_factor"),
        ("Medicines to prevent attacks include:", "treatment", "treatment"),
        ("To prevent attacks, your doctor may prescribe:", "treatment", "treatment"),
        ("To prevent gout:", "treatment", "prevention"),
        ("Ask a nurse, and talk to your doctor about:", "treatment", "treatment"),
        ("Gout can cause:", "complication", "complication"),
        ("Gout raises your risk of:", "complication", "complication"),
        ("Your risk of tophi is higher if:", "complication", "risk_factor"),
        ("Attacks can be set off by:", "symptom", "cause"),
        ("Call the ward or come to the clinic right away if you have:", "symptom", "when_to_see_doctor"),
        ("The pain often gets worse after:", "symptom", "cause"),
        ("Over time gout may lead to:", "symptom", "complication"),
        ("People with gout may go on to develop:", "symptom", "complication"),
        ("The pain gets worse with time and shows these symptoms:", "symptom", "symptom"),
        ("Gout is not caused by one thing. Common causes include:", "cause", "cause"),
        ("It is not known what causes gout. Risk factors are:", "cause", "risk_factor"),
        ("What triggers one attack may not trigger the next. Common triggers:", "cause", "cause"),
        ("In many people the pain is brought on by everyday things, such as:", "symptom", "cause"),
        ("The swelling is not made worse by:", "symptom", "symptom"),
        ("The pain is often relieved by:", "symptom", "treatment"),
        ("This kind is treated with:", "type", "treatment"),
        ("You can avoid most of these complications by:", "complication", "prevention"),
        ("You can control gout and avoid attacks by:", "treatment", "treatment"),
        ("Conditions that favour its spread:", "epidemiology", "epidemiology"),
        ("Social factors that favour its spread are:", "epidemiology", "risk_factor"),
        ("There are three forms of gout that differ in how long they last.", "cause", "type"),
        ("Symptoms vary, but may include:", "cause", "symptom"),
        ("Gout can cause skin problems such as:", "symptom", "symptom"),
        ("Recovery is more likely if:", "treatment", "treatment"),
        ("Complications occur mainly in people with:", "epidemiology", "epidemiology"),
        ("These include the following treatments:", "cause", "cause"),
        ("The following set gout apart from other ills:", "epidemiology", "epidemiology"),
        ("It comes for no reason, but an attack is more likely if:", "cause", "risk_factor"),
        ("It can happen earlier in people who:", "cause", "risk_factor"),
        ("You are more likely to get gout if you:", "cause", "risk_factor"),
        ("Nobody knows why. But certain habits are known to raise your risk:", "cause", "risk_factor"),
        ("The following things can set an attack off:", "symptom", "cause"),
        ("Swellings can lead to problems such as:", "prognosis", "complication"),
    ],
)
def test_a_list_stays_its_headings_unless_its_introduction_speaks_of_nothing_else(
    sentence: str, heading: Facet, facet: Facet
) -> None:
    assert introduced_as(sentence, heading, TOPIC) == facet


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("There are two types of tears.", "type"),
        ("There are three kinds of the tear that surgeons tell apart.", "type"),
        ("There are two types of muscle.", None),
        ("There are several types of treatment.", None),
        ("The same symptoms are seen in:", None),
        ("Its symptoms can also be caused by other illnesses, such as:", None),
    ],
)
def test_the_last_word_of_a_name_is_the_topic_where_kinds_are_counted(
    sentence: str, facet: Facet | None
) -> None:
    assert introduced_as(sentence, None, ("rotator cuff tear",)) == facet


def test_a_sentence_that_counts_what_follows_introduces_without_a_colon() -> None:
    assert introduces("The cuff holds the arm. There are two types of tears.")
    assert introduces("Gout comes in two forms.")
    assert introduced_as("Gout comes in two forms.", None, TOPIC) == "type"
    assert introduced_as("There are many causes of gout.", None, TOPIC) == "cause"
    assert not introduces("There are no known causes of gout.")
    assert not introduces("Help comes in many forms, and all of them are welcome here.")
    assert not introduces("There are two types of tears. Both hurt.")
    assert not introduces("The cuff holds the arm, and there are two types of tears.")


def test_raising_the_risk_of_something_else_is_a_complication() -> None:
    assert read_introduction("Gout increases your risk of:", TOPIC) == "complication"
    assert read_introduction("These foods increase your risk of gout:", TOPIC) != "complication"


@pytest.mark.parametrize(
    "sentence",
    [
        "It is hard to tell gout from other swellings because:",
        "Many people skip exercise because:",
        "Write down other questions you may have:",
        "This medicine can lead to:",
        "With the injection you may feel:",
        "The benefits of treatment include:",
        "Signs of healing include:",
        "These are not causes of gout:",
        "It is never caused by:",
        "The following aren't signs of gout:",
    ],
)
def test_these_sentences_introduce_no_facet(sentence: str) -> None:
    assert introduced_as(sentence, None, TOPIC) is None


@pytest.mark.parametrize("word", ["usually", "often", "most", "can", "that", "and", "the", "gout"])
@pytest.mark.parametrize("first", ["Gout is", "Things that", "Symptoms", "You should", "Some of the"])
def test_words_said_over_and_over_take_no_time(first: str, word: str) -> None:
    began = perf_counter()
    read_introduction(f"{first} {f'{word} ' * 80}:", TOPIC, outright=True)
    assert perf_counter() - began < 0.5


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("The disease is classified into three groups:", "type"),
        ("This condition is caused by:", "cause"),
        ("Treatment depends on the stage:", "treatment"),
        ("Treatment of gout varies by severity:", "treatment"),
        ("Treatment depends on several factors:", None),
    ],
)
def test_a_sentence_may_call_the_topic_the_disease(sentence: str, facet: str | None) -> None:
    assert introduced_as(sentence, None, TOPIC) == facet


@pytest.mark.parametrize(
    ("heading", "facet"), [("Diagnosis and treatment", "treatment"), ("Diagnosis", "test"), ("", "test")]
)
def test_a_heading_of_two_facets_holds_lists_of_either(heading: str, facet: str) -> None:
    assert introduced_as("Treatment options include:", "test", TOPIC, heading) == facet
    assert introduced_as("Tests include:", "test", TOPIC, heading) == "test"


def test_a_line_about_the_page_introduces_no_facet() -> None:
    assert introduced_as("How we reviewed this article:", "prevention", TOPIC) is None
    assert introduced_as("You may also like:", "treatment", TOPIC) is None
    assert introduced_as("More information about causes of gout:", "cause", TOPIC) == "cause"
    assert introduced_as("Schedule a routine appointment if:", "symptom", TOPIC) == "when_to_see_doctor"
    assert introduced_as("Recommended:", "treatment", TOPIC) == "treatment"
    assert introduced_as("Our services include:", "treatment", TOPIC) == "treatment"


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("It can make you feel:", "symptom"),
        ("Gout may cause the following:", "symptom"),
        ("The main features are:", "symptom"),
        ("A person with gout may have:", "symptom"),
        ("Patients present with:", "symptom"),
        ("Gout occurs when:", "cause"),
        ("Gout is more common in:", "risk_factor"),
        ("Long-term problems include:", "complication"),
        ("Your doctor may order:", "test"),
        ("The following tests are used:", "test"),
        ("Investigations include:", "test"),
        ("You can treat gout at home with:", "treatment"),
        ("The following can help:", "treatment"),
        ("Self-care tips include:", "treatment"),
        ("You can help yourself by:", "treatment"),
        ("To help stop gout from coming back:", "prevention"),
        ("Get help right away if:", "when_to_see_doctor"),
        ("Call your vet if you notice:", "when_to_see_doctor"),
        ("The clinic opens when:", None),
        ("It can make your doctor's work easier:", None),
        ("The main features of the plan are:", None),
        ("The following can help tell gout from a sprain:", None),
        ("Patients can be seen with:", None),
        ("Get care from:", None),
        ("Home care services include:", None),
        ("Long-term effects of the drug include:", None),
        ("You can treat others with:", None),
    ],
)
def test_sentences_of_pages_introduce_their_facet(sentence: str, facet: str | None) -> None:
    assert introduced_as(sentence, None, TOPIC) == facet
