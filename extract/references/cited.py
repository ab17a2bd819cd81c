"""Sources to references: what each says, where it leads, and whether it repeats another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from extract.addresses import normalize, parse_http, resolve, site_of, without_closing
from extract.cleaning import has_letter, marker_length
from extract.data import any_of, load
from extract.page.blocks import Block, Page
from extract.page.grounding import Places
from extract.page.walk import walk_part
from extract.record import Reference
from extract.references.identifiers import DOI, identify

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.I)
_BAD_ADDRESS = re.compile(r"[\u2010-\u2015\u2026“”‘’\s]|%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"^[\w ]{4,30}:")
_MARK = re.compile(r"(\d{1,3}) ?(?=[^\W\d_]|[“\"'‘(])")
_SEPARATORS = re.compile(r"[\s,;|/•·–—-]+|\band\b|&")
_OF_A_WORK = re.compile(any_of(load("references/cited.toml")["of_a_work"]), re.I)
MAX_NUMBERED = 1000  # sources whose numbers are looked at
MAX_NAMED = 100  # characters of a link that names a source

_Source = tuple[str, list[str], str]  # what it says, the addresses of its links, its path


def _without_number(group: list[Block]) -> list[Block]:
    """A source without the number that stands before it as a line of its own."""
    first = group[0].text
    alone = len(group) > 1 and marker_length(f"{first} {group[1].text}") > len(first)
    return group[1:] if alone else group


def make_references(groups: list[list[Block]], page: Page, url: str | None) -> tuple[Reference, ...]:
    """The sources in order: each a group of lines, or one of the links that a line lists."""
    seen: set[str] = set()
    references: list[Reference] = []
    here = site_of(url)
    groups = [_without_number(g) for g in groups]
    marked = _number_in_order(groups)
    places = Places(page.tree.root)
    for text, links, path in chain.from_iterable(_sources(g, places, marked) for g in groups):
        address = _address(links, text, url)
        canonical = normalize(address) if address else None
        id_type, identifier = identify(text, address)
        notes: list[str] = []
        key = f"{id_type}:{identifier}" if identifier else canonical or " ".join(text.casefold().split())
        if key in seen:
            notes.append("duplicate")
        seen.add(key)
        if address:
            notes += _faults(address, text)
            if here and site_of(address) == here:
                notes.append("self")
        references.append(
            Reference(len(references) + 1, text, address, canonical, id_type, identifier, tuple(notes), path)
        )
    return tuple(references)


def _number_in_order(groups: list[list[Block]]) -> bool:
    """At least two sources begin with numbers that count them, without a sign: "1 Oak A.", "2 Ash B."."""
    marks = [_MARK.match(g[0].text) for g in groups[:MAX_NUMBERED]]
    numbers = [int(mark[1]) for mark in marks if mark]
    return len(numbers) == len(groups) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _sources(group: list[Block], places: Places, marked: bool) -> list[_Source]:
    """A group of lines as one source, or as those a line lists: "Sources: WHO, CDC, NIH", all linked."""
    block = group[0]
    if len(group) == 1 and len(block.links) > 1 and block.lines == 1:
        outside = len(_SEPARATORS.sub("", _LABEL.sub("", block.text))) - block.linked
        if 3 * outside < block.linked and (listed := _listed(block, places)):
            return listed
    links, paths = [href for b in group for href, _ in b.links], [b.path for b in group]
    said = [b.text for b in group]
    if marked and (behind := _behind_mark(block, places)):
        said[0], paths[0] = behind
    return [("\n".join(said)[marker_length(said[0]) :], links, " + ".join(paths))]


def _behind_mark(block: Block, places: Places) -> tuple[str, str] | None:
    """What a line says behind its number, with its path, where that is an element of its own."""
    around, start, end = block.span
    node = places.at(around.path) if block.lines == 1 else None
    children = node.iter(include_text=True) if node is not None else ()
    for number, child in enumerate(islice(children, end + 1)):
        said = child.text(deep=True).strip() if number >= start else ""
        if said:
            if child.tag == "-text" or not said.isdigit():
                return None
            rest = "\n".join(b.text for b in walk_part(node, around.depth + 1, number + 1, end))
            return (rest, f"{around.path}#{number + 1}-{end}") if rest else None
    return None


def _listed(block: Block, places: Places) -> list[_Source]:
    """The links of a line, each a source with its path; none where they are not all its element's own.

    Links of one work say no more than where it is to be had ("PubMed", "Full text"), or cite all of it.
    """
    for href, said in block.links:
        if not parse_http(href) or len(said) > MAX_NAMED or _OF_A_WORK.fullmatch(said):
            return []
    around, start, end = block.span
    found: list[_Source] = []
    counts: Counter[str] = Counter()
    for number, child in enumerate(islice(places.at(around.path).iter(include_text=True), end + 1)):
        counts[child.tag] += 1
        link, path = _only_link(child, f"{around.path}/{child.tag}[{counts[child.tag]}]")
        target = link.attributes.get("href") if link is not None and number >= start else None
        if target:
            text = "\n".join(b.text for b in walk_part(link, path.count("/"), 0, None))
            found.append((text[marker_length(text) :], [target], path))
    named = [text for text, _, _ in found if has_letter(text)]
    makes = {path.removeprefix(around.path).count("/") for _, _, path in found}
    return found if len(named) == len(found) == len(block.links) and len(makes) == 1 else []


def _only_link(node: Any, path: str) -> tuple[Any, str]:
    """The link that an element is, or that is all it holds ("<cite><a>"), with its path; None where none."""
    while node is not None and node.tag != "a":
        held = list(islice(node.iter(include_text=True), 2))
        node = held[0] if len(held) == 1 else None
        path = f"{path}/{node.tag}[1]" if node is not None else path
    return node, path


def _address(links: list[str], text: str, base: str | None) -> str | None:
    written = URL.search(text)
    if written:
        found = without_closing(written[0])
        return f"http://{found}" if found.lower().startswith("www.") else found
    for href in links:
        if href.startswith("#"):
            continue
        target = resolve(base, href) if base else href
        if target and parse_http(target):
            return target
    doi = DOI.search(text)
    return f"https://doi.org/{without_closing(doi[0])}" if doi else None


def _faults(address: str, text: str) -> list[str]:
    """What is wrong with an address as it stands: cut short, or with characters no address has."""
    parts = parse_http(address)
    if parts is None:
        return ["malformed"]
    if (
        text.rstrip().endswith(("...", "…"))
        or address.endswith(("?", "&", "=", "-", "…"))
        or (address.endswith("%"))
    ):
        return ["truncated"]
    if _BAD_ADDRESS.search(unquote(address) if "%E2%80" in address.upper() else address):
        return ["malformed"]
    return []
