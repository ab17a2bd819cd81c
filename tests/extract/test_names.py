"""What a page calls its topic, by its main heading, its title, its text and its other headings."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.article.names import condition_name, topic_names
from extract.article.words_of_names import names_disease

_SAID = [
    "Lupus is a disease in which the body attacks its own joints and skin.",
    "Most people with lupus lead a full life, for lupus can be kept in check.",
    "What starts lupus in one person and not in another is not known.",
]


def named(h1: str | None, title: str | None = None, headings: tuple[str, ...] = ()) -> str | None:
    return condition_name(h1, title, None, _SAID, headings)


@pytest.mark.parametrize(
    "heading",
    [
        "Could It Be Lupus?",
        "Signs You May Have Lupus",
        "When to Worry About Lupus",
        "Early Signs of Lupus",
        "5 Warning Signs of Lupus You Shouldn't Ignore",
        "Lupus Complete Guide",
        "Got Lupus? We Can Help!",
        "Lupus Explained Simply",
        "Decoding Lupus: Myths and Facts",
        "Lupus Wiki",
        "Case 3. Lupus",
        "Lupus Frequently Asked Questions (FAQ)",
        "Lupus Treatment in Springfield",
        "Lupus Treatment Without Surgery",
        "Lupus diagnosis and treatment in Springfield & Shelbyville",
        "🦋 Lupus",
        "Oak Library: Lupus Information and Resources",
        "Lupus Relief SOLUTIONS",
        "Lupus Relief in Springfield",
        "Say Goodbye to Lupus",
        "Living Well with Lupus",
        "Lupus Assessment",
        "Lupus Nursing Care Plan",
        "Lupus is a wolf in sheep's clothing",
        "LUPUS (1/2)",
        "How Lupus Is Diagnosed",
        "Lupus – Part 2 of 3",
        "Lupus treated by Dr. Oak at Springfield Clinic, Springfield",
        "Lupus Treatment That Lasts",
        "Lupus care, made simple",
        "Lupus treatment in herbal medicine",
        "Lupus Drugs & Medications",
        "Lupus for Student Nurses: A Short Guide",
        "oakhealth.org - Lupus",
        "The Truth About Lupus",
        "All You Need To Know About Lupus",
        "A Patient's Guide to Lupus",
        "Your Guide to Lupus",
        "A Closer Look at Lupus",
        "Do You Suffer from Lupus?",
        "How We Treat Lupus",
        "Why Does Lupus Happen?",
        "Is It Lupus?",
        "Best Lupus Treatment in Springfield",
        "Diagnosing and Treating Lupus",
        "Herbal Treatment of Lupus",
        "Lupus at a Glance",
        "Lupus and You",
        "What is lupus and how can you treat it?",
        "Conditions We Treat: Lupus",
        "Health Topics: Lupus",
    ],
)
def test_a_name_is_what_the_text_speaks_of(heading: str) -> None:
    assert (named(heading) or "").capitalize() == "Lupus"


@pytest.mark.parametrize(
    ("h1", "title"),
    [
        ("Article Details", "Lupus | Oak Hospital"),
        ("Oak Clinic", "Lupus Care | Oak Clinic"),
        ("Blog", "Lupus - Blog - Oak"),
        ("Lupus no longer has to end a career. New drugs keep it quiet.", "Oak Watch: Lupus"),
        ("Tired All the Time", "Lupus | Oak Hospital"),
        (None, "Oak Clinic | Lupus"),
    ],
)
def test_the_title_names_what_the_main_heading_does_not(h1: str | None, title: str) -> None:
    assert named(h1, title) == "Lupus"


@pytest.mark.parametrize(
    ("h1", "title"),
    [("Article Details", None), ("Oak Clinic", "Oak Clinic"), (None, "Dr. Oak"), ("Home", None)],
)
def test_other_headings_name_what_neither_does(h1: str | None, title: str | None) -> None:
    assert named(h1, title, ("Our team", "Contact us", "What is lupus?", "Symptoms")) == "lupus"


def test_a_heading_may_give_two_names_of_which_the_text_uses_one() -> None:
    headings = ("Our team", "Wolf's Rash of the Young (Lupus)", "Symptoms")
    assert named(None, "Oak Online", headings) == "Wolf's Rash of the Young (Lupus)"


def test_without_any_heading_the_opening_names_the_topic() -> None:
    assert named(None, "Oak Online") == "Lupus"


def test_without_heading_and_title_the_first_question_names_the_topic() -> None:
    assert named(None, None, ("Our team", "What is lupus?", "Symptoms")) == "lupus"
    assert named(None, None, ("Symptoms", "Treatment")) == "Lupus"


def test_a_part_of_the_body_is_no_topic_by_itself() -> None:
    said = [
        "The elbow is a joint that bends.",
        "The elbow hurts, and an elbow may swell.",
        "Elbow, ah, elbow.",
    ]
    assert condition_name("Tennis Elbow Relief in Springfield", "Elbow | Oak", None, said) == "Tennis Elbow"
    assert condition_name("Arthrosis", "Elbow | Oak Hospital", None, said) == "Arthrosis"
    assert condition_name("Life After Elbow Surgery", None, None, said) == "Elbow Surgery"


def test_a_name_with_its_abbreviation_is_whole() -> None:
    said = ["Joint pain is felt by many.", "Joint pain comes and goes.", "Most joint pain is mild."]
    assert (
        condition_name("Chronic Joint Pain (CJP)", "Joint Pain | Oak", None, said)
        == "Chronic Joint Pain (CJP)"
    )


def test_the_abbreviation_that_the_text_uses_ends_the_name() -> None:
    said = ["SGR comes with age.", "Sugar is a friend of SGR.", "SGR passes.", "Eat no sugar.", "No sugar."]
    assert condition_name("Blood Sugar (SGR) Risk Calculator", None, None, said) == "Blood Sugar (SGR)"
    assert condition_name("Blood Sugar (SGR) Risk Calculator", None, None, said[1:]) == "Sugar"


def test_a_part_of_a_name_is_as_the_text_has_it() -> None:
    said = ["Bone spurs are small.", "Bone spurs may hurt.", "Most bone spurs need no care."]
    assert condition_name("Our Bone Spur Clinic", None, None, said) == "Bone Spurs"
    types = [
        "In type 2 diabetes sugar stays in the blood.",
        "Type 2 diabetes is common.",
        "So is type 2 diabetes.",
    ]
    assert condition_name("Healthy Days with Type 2 Diabetes", None, None, types) == "Type 2 Diabetes"


def test_a_name_stays_whole_where_the_text_leaves_out_what_says_that_it_is_one() -> None:
    said = ["A skin ulcer is a sore.", "Most skin ulcers heal.", "Skin ulcers hurt.", "So do skin ulcers."]
    assert condition_name("Skin Ulcer Disease", "Skin Ulcer Disease", None, said) == "Skin Ulcer Disease"
    bone = ["Oak's disease is rare.", "In Oak's disease bones bend.", "Oak's disease runs in families."]
    assert condition_name("Oak's Disease of Bone", None, None, bone) == "Oak's Disease of Bone"


def test_the_opening_names_what_it_says_is_a_kind_of_disease() -> None:
    said = ["Skin cancer is cancer that begins in the skin.", "Skin cancer is common.", "Cancer spreads."]
    assert condition_name(None, "oakHealth", None, said, ("Overview", "Symptoms")) == "Skin cancer"


def test_two_names_stay_where_the_text_uses_both_apart() -> None:
    said = ["Spots may come.", "Flies and spots are dark.", "Spots and flies go.", "Look at flies.", "Spots!"]
    assert condition_name("Spots and Flies", None, None, [*said, "Flies."]) == "Spots and Flies"
    told = ["Gout is a disease.", "Beer brings gout on.", "Less beer, less gout.", "Beer and wine.", "Gout!"]
    assert condition_name("Beer and Gout", None, None, told) == "Gout"


def test_a_main_heading_that_title_or_text_confirms_stays() -> None:
    assert named("Butterfly Days", "Butterfly Days | Oak", ("Lupus",)) == "Butterfly Days"
    assert condition_name("Lupus and Infertility", None, None, _SAID) == "Lupus and Infertility"


def test_a_name_in_the_plural_is_used_in_the_singular() -> None:
    said = ["A cold sore is a blister.", "The cold sore heals.", "Cold air brings a cold sore.", "So cold!"]
    assert condition_name("Cold Sores", "Cold Sores | Oak", None, said) == "Cold Sores"


def test_of_two_names_the_one_that_title_and_text_share() -> None:
    said = ["Lupus & Joint Health is a part of our work.", *_SAID]
    assert condition_name("Lupus & Joint Health", "Lupus Help | Oak", None, said) == "Lupus"
    assert condition_name("Lupus & Joint Health", None, None, said) == "Lupus & Joint Health"


@pytest.mark.parametrize(
    ("opening", "aliases"),
    [
        ("Lupus, also known as “butterfly rash” in Ohio, is a disease.", ("butterfly rash",)),
        ("Systemic redness (lupus) is a disease of the joints.", ("Systemic redness",)),
        ("Lupus (LOO-pus) is a disease of the joints.", ()),
        ("Lupus (SLE) is a disease of the joints.", ("SLE",)),
        ("Lupus, commonly called red wolf, refers to a disease.", ("red wolf",)),
        ("Lupus is a disease. Other names are red wolf and butterfly rash.", ("red wolf", "butterfly rash")),
        ("Butterfly disease is lupus. It reddens skin and joints.", ("Butterfly disease",)),
        ("This is lupus. It reddens skin and joints and makes them sore.", ()),
    ],
)
def test_other_names(opening: str, aliases: tuple[str, ...]) -> None:
    running = "<p>It may come and go for years, and most people learn to live with it well.</p>"
    page = f"<h1>Lupus</h1><p>{opening}</p>{running}<h2>Symptoms</h2><ul><li>A rash</li></ul>"
    assert extract_article(page.encode(), None).aliases == aliases


@pytest.mark.parametrize(
    ("heading", "facet"),
    [("Is CJP contagious?", "cause"), ("How does CJP affect daily life?", "complication")],
)
@pytest.mark.parametrize("name", ["Chronic joint pain", "Chronic joint paresis"])
def test_the_abbreviation_that_the_text_gives_is_a_name_of_the_topic(
    name: str, heading: str, facet: str
) -> None:
    said = f"<p>{name} (CJP) is a disease of the joints, and it may last for years.</p>"
    body = f"<h1>{name}</h1>{said}<h2>{heading}</h2><ul><li>Cold</li><li>Damp</li></ul>"
    assert [item.facet for item in extract_article(body.encode(), None).items] == [facet] * 2


def test_the_end_of_a_word_alone_names_no_disease() -> None:
    assert not any(map(names_disease, ["Gene testing", "Archives"]))
    assert all(map(names_disease, ["Bee sting", "Hives", "Frostbite"]))


def test_a_heading_is_the_name_where_a_paragraph_says_what_it_is() -> None:
    said = ["A bladder infection (BI) is an illness of the lower body.", "It stings.", "It passes in a week."]
    headings = ("Our Address", "Best Doctor in Springfield", "BLADDER INFECTIONS (BIS)", "Signs:")
    assert condition_name(None, "Oak Hospital in Springfield | Oak", None, said, headings) == (
        "BLADDER INFECTIONS (BIS)"
    )
    assert condition_name(None, "Oak Hospital", None, ["Cold hands are a nuisance."], ("Warmth",)) == (
        "Oak Hospital"
    )


def test_what_the_text_never_writes_small_is_the_institutions_name() -> None:
    said = ["At Oakra we treat lupus.", "Oakra has two doctors.", "Come to Oakra, for lupus needs care."]
    headings = ("Lupus Treatment", "Why Choose Oakra Hospital?")
    assert condition_name(None, "Oakra Special Hospital", None, said, headings) == "Lupus"


@pytest.mark.parametrize("title", ["Understanding Lupus — Oak Lupus Foundation", "Lupus | Oak"])
def test_a_name_of_the_title_says_more_than_a_common_word_of_a_slogan(title: str) -> None:
    said = [*_SAID, "There is a gentle way.", "It is a way of living.", "Nobody is in the way.", "One way."]
    assert condition_name("A kinder way of being well.", title, None, said) == "Lupus"
    assert condition_name("A kinder way of being well.", "The Way | Oak", None, said) == "way"


def test_a_slogan_said_twice_gives_way_to_what_its_second_half_or_the_headings_name() -> None:
    slogan = "The Wolf at the Door"
    assert named(f"{slogan}: A True Story of Lupus", f"{slogan} | Oak") == "Lupus"
    said = [text.replace("lupus", "sarcoid").replace("Lupus", "Sarcoid") for text in _SAID]
    headings = ("2. Causes of sarcoid", "Sarcoid Treatment", "Further Reading")
    assert condition_name(slogan, f"{slogan} | Oak", None, said, headings) == "Sarcoid"
    assert condition_name(slogan, f"{slogan} | Oak", None, said, headings[1:]) == slogan
    for name in ("Wolfpox", "Wolf's Disease"):  # names in themselves, of which the text has another
        assert condition_name(name, f"{name} | Oak", None, said, headings) == name


@pytest.mark.parametrize(
    ("h1", "name"),
    [
        ("Lupus & Joint Pain", "Lupus & Joint Pain"),
        ("Lupus & Joint Pain treatment, done well", "Lupus & Joint Pain"),
        ("Lupus/Sarcoid", "Lupus/Sarcoid"),
    ],
)
def test_two_diseases_stay_joined(h1: str, name: str) -> None:
    assert named(h1, "Oak Library") == name


def test_the_main_headings_spelling_stands() -> None:
    said = ["Foot-and-ankle arthritis is a disease of the joints below the shin. It is common."]
    headings = ("What is foot-and-ankle arthritis?",)
    assert condition_name("Foot Ankle Arthritis", None, None, said, headings) == "Foot Ankle Arthritis"


def test_the_site_of_one_disease_is_named_after_it() -> None:
    assert named(None, "Oak Center For Lupus") == "Lupus"
    said = ["Oak Center for Lupus has two doctors.", *_SAID]
    assert condition_name(None, "Oak Center For Lupus", None, said) == "Lupus"


def test_a_first_line_names_a_disease_where_nothing_else_does() -> None:
    assert condition_name(None, None, None, ["Drink a lot of water."], ("Kidney stones:",)) == "Kidney stones"
    assert condition_name(None, None, None, ["Drink a lot of water."], ("What to bring:",)) is None


_UNNAMED = ["It comes at night, goes by itself within days, and nobody knows why it comes back."]


@pytest.mark.parametrize(
    "heading",
    [
        "The Truth About Bluetoe",
        "Your Guide to Bluetoe",
        "Bluetoe & Diet",
        "Is It Bluetoe?",
        "Bluetoe Info",
        "Bluetoe Facts Everyone Should Know",
        "Bluetoe Signs You Must Know",
        "Bluetoe Symptoms Nobody Should Ignore",
        "Bluetoe Symptoms You Can't Ignore",
    ],
)
def test_decoration_goes_where_the_text_never_uses_the_name(heading: str) -> None:
    assert condition_name(heading, None, None, _UNNAMED) == "Bluetoe"


@pytest.mark.parametrize(
    "heading",
    [
        "Bluetoe in Older Women",
        "Best Disease",
        "Joint pain relief in labour",
        "Bluetoe or Redtoe",
        "Bluetoe, Central",
    ],
)
def test_what_is_part_of_a_name_stays(heading: str) -> None:
    assert condition_name(heading, None, None, _UNNAMED) == heading


@pytest.mark.parametrize(
    ("h1", "name"),
    [
        ("Sleep Apnea: Signs & Treatment", "Sleep Apnea"),
        ("Sleep Apnea Guide (2024)", "Sleep Apnea"),
        ("The Guide to Sleep Apnea (Updated 2024)", "Sleep Apnea"),
        ("Sleep Help | Sleep Apnea", "Sleep Apnea"),
    ],
)
def test_a_disease_in_the_sites_address_stays(h1: str, name: str) -> None:
    said = ["Sleep apnea is a disease of the breath. Those with sleep apnea snore."]
    assert condition_name(h1, None, "sleepapneahelp.com", said) == name


@pytest.mark.parametrize(
    "heading",
    [
        "Donna's Lupus Page",
        "Welcome to Donna's Lupus Home Page",
        "My Life with Lupus",
        "Lupus and Me",
        "The Lupus Web Site",
        "Lupus Made Simple",
        "4 ways to live with lupus",
        "Don't let lupus slow you down",
        "Could your tiredness be lupus?",
        "Lupus (updated May 2019)",
        "5 Early Signs of Lupus Nobody Should Ignore",
    ],
)
def test_what_the_text_says_is_a_disease_is_the_name_in_a_title(heading: str) -> None:
    said = [
        "Lupus (SLE) is a disease in which the body attacks its own skin.",
        "It comes and goes for years.",
    ]
    assert (condition_name(heading, heading, None, said) or "").casefold() == "lupus"


@pytest.mark.parametrize("name", ["Juvenile Lupus", "Lupus Nephritis", "Lupus and Gout", "Rituxal for Lupus"])
def test_what_tells_a_name_from_the_disease_defined_stays(name: str) -> None:
    said = ["Lupus is a disease of the body's own defences."] + ["Rituxal may calm a flare."] * 3
    assert condition_name(name, name, None, said) == name


def test_a_later_part_of_a_title_is_the_name_where_the_text_says_what_it_is() -> None:
    said = ["Pink eye is an infection of the eye.", "Keep your child at home until it is over."]
    assert condition_name("Back-to-school health: pink eye", None, None, said) == "pink eye"


def test_a_slogan_that_the_title_repeats_leaves_the_name_to_its_other_parts() -> None:
    said = ["Dry eye is a disease of the tears.", "People feel as if there were sand under the lid."]
    assert (
        condition_name("Find relief today", "Find relief today - Dry Eye - Oak Clinic", None, said)
        == "Dry Eye"
    )


@pytest.mark.parametrize("name", ["Lupus in children", "Lupus in Older Adults", "Lupus during Pregnancy"])
def test_whom_a_page_tells_of_is_part_of_its_topic(name: str) -> None:
    assert named(name) == name
    assert topic_names(name) == (name.casefold(), "lupus")


def test_two_joined_diseases_are_one_topic() -> None:
    assert named("Lupus and Skin Cancer") == "Lupus and Skin Cancer"


def test_what_several_headings_name_goes_before_a_word_of_a_slogan() -> None:
    text = [*_SAID, "A pillow may be soft, a pillow may be hard, and a pillow may be old."]
    headings = "What is lupus?", "What causes lupus?", "Treatment options for lupus"
    slogan = "Help for those who need a pillow"
    assert condition_name(slogan, None, None, text, headings) == "Lupus"
    assert condition_name(slogan, None, None, text, headings[:1]) == "pillow"


def test_of_a_page_without_main_heading_a_disease_that_a_heading_names_goes_before_the_title() -> None:
    text = ["Oak Lotus is a hospital for all who have lupus.", *_SAID]
    assert condition_name(None, "Oak Lotus", None, text, ("Our doctors", "LUPUS")) == "LUPUS"
    assert condition_name(None, "Oak Lotus", None, text, ("Our doctors",)) == "Oak Lotus"


def test_the_headings_are_asked_again_where_the_first_look_finds_nothing() -> None:
    """Whatever comes of the first look, the second sees all of them."""
    headings = ("Treatment of Lupus", "Causes of Lupus")
    given = (heading for heading in headings)
    assert condition_name(None, "Dr. Oak", None, _SAID, given) == named(None, "Dr. Oak", headings) == "Lupus"


def test_a_text_that_opens_with_a_disease_is_about_no_remedy_in_its_headings() -> None:
    said = [
        "Leg cramps, also known as systremma, are a common complaint that wakes people at night.",
        "Mint is very beneficial in easing leg cramps. Mint is drunk as tea.",
    ]
    assert (
        condition_name("In the View of Herbalists", "HERBS", None, said, ("Remedies", "Mint (Mentha)"))
        == "Leg cramps"
    )


@pytest.mark.parametrize("title", ["Lupus 狼瘡", "Lupus (狼瘡)", "Lupus - लूपस", "Lupus / волчанка"])
def test_the_name_in_another_script_is_decoration(title: str) -> None:
    assert named(title) == "Lupus"


def test_the_first_of_two_joined_names_is_one_of_the_topics() -> None:
    assert "migraine" in topic_names("Migraine & chronic nausea")
    assert "health" not in topic_names("Health & wellness")
