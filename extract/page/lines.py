"""Runs of text to lines: what a line says, how much of it is bold or linked, the look of all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extract.cleaning import collapse, marker_length, strip_chips

Look = tuple[bool, str | None, str]  # bold, href, class tokens of the inline elements around
Piece = tuple[str, Look]
PLAIN: Look = (False, None, "")
BREAK: Piece = ("\n", PLAIN)

_BOLD = frozenset({"b", "strong"})
_DRAWN = {"u": "u", "ins": "u", "i": "i", "em": "i"}
_NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]?\s*")
_OF_CHIPS = re.compile(r"(?<![a-z])(?:chip|pill|badge|tag)s?(?![a-z])")
_STARRED = re.compile(r"\*\*(?![\s*])([^*]{1,120})(?<!\s)\*\*")  # bold in Markdown that nobody rendered
MIN_CHIPS = 3  # names side by side that make a list
MAX_CHIP = 60  # characters of one
WRAPPED = 60  # characters from which on a line of preformatted text runs on
MIN_COUNTED = 3  # entries of an enumeration inside a paragraph
_COUNTS_TWO = re.compile(r"[.:;!?)]\s+2[.)]\s")
_COUNTS = re.compile(r"(?:^|(?<=[.:;!?)])\s+)(\d{1,2})[.)]\s+(?=[^\W\d])")


# One line, as the fields of `Block`: text, bold, linked, links, inline, size.
Line = tuple[str, int, int, list[tuple[str, str]], str, int]


def inline_look(tag: str, attributes: Mapping[str, str | None], tokens: str, around: Look) -> Look:
    """The look of the text inside an inline element: what it adds to the look around it.

    `tokens` holds the element's class and id names.
    """
    bold, href, worn = around
    style = attributes.get("style") if attributes else None
    if tag in _BOLD or (tokens and "bold" in tokens) or (style and _is_bold(style)):
        bold = True
    elif style and bold and tag == "span" and "font-weight" in style:
        bold = False
    elif tag == "a":
        href = attributes.get("href") or href
    elif tag in ("font", "big"):
        worn = f"{worn} font{attributes.get('size') or '+1'}"
        if color := attributes.get("color"):
            worn = f"{worn} color:{color.lower()}"
    elif tag in _DRAWN:
        worn = f"{worn} {_DRAWN[tag]}"
    if style and tag != "a":
        worn = _styled(worn, style)
    return bold, href, f"{worn} {tokens}" if tokens else worn


def block_look(attributes: Mapping[str, str | None], around: Look) -> Look:
    """The look of the text right inside a block-level element, whose own style may say whether it is bold."""
    style = attributes.get("style")
    if not style or "font-weight" not in style:
        return around
    bold = _is_bold(style)
    return around if bold == around[0] else (bold, around[1], around[2])


def _styled(worn: str, style: str) -> str:
    """A look with what a style adds to it: a line below, a colour, a size."""
    style = style.lower()
    if "underline" in style:
        worn = f"{worn} u"
    for said in style.split(";"):
        if said.lstrip().startswith(("color", "font-size", "text-transform")):
            worn = f"{worn} {''.join(said.split())}"
    return worn


def _is_bold(style: str) -> bool:
    if "font-weight" not in style:
        return False
    value = style.split("font-weight", 1)[1].lstrip(" :").lower()
    return value.startswith(("bold", "6", "7", "8", "9"))


def preformatted(pieces: list[Piece]) -> list[list[Piece]]:
    """Cut a run of preformatted text into its paragraphs: its line ends are breaks, blank lines end one.

    A long line that no list marker follows was only wrapped: it runs on.
    """
    lines: list[list[Piece]] = [[]]
    for said, look in pieces:
        first, *others = said.split("\n")
        lines[-1].append((first, look))
        lines += [[(other, look)] for other in others]
    paragraphs: list[list[Piece]] = [[]]
    last = ""
    for line in lines:
        text = collapse("".join([said for said, _ in line]))
        if not text:
            paragraphs.append([])
            continue
        if paragraphs[-1]:
            runs_on = len(last) >= WRAPPED and not marker_length(text)
            paragraphs[-1].append((" ", PLAIN) if runs_on else BREAK)
        paragraphs[-1] += line
        last = text
    return [paragraph for paragraph in paragraphs if paragraph]


def chips(pieces: list[Piece], count: int, tokens: str) -> list[Piece]:
    """The run of an element that holds nothing but inline elements, `count` of them, all of one name.

    Short names of one look each, an element a name, are a line each; all else stays as it is. `tokens` holds
    the class and id names of the element, which may say what it holds where the names have no look.
    """
    held = [piece for piece in pieces if not piece[0].isspace()]
    if len(held) != count or count < MIN_CHIPS:
        return pieces
    look = held[0][1]
    if (
        not (_drawn(look[2]) or _OF_CHIPS.search(tokens))
        or look[1] is not None
        or any(worn != look or not _may_be_chip(said) for said, worn in held)
    ):
        return pieces
    return [piece for name in held for piece in (name, BREAK)][:-1]


def name_and_text(pieces: list[Piece]) -> list[Piece]:
    """The run of an element that holds two inline elements: a name and what is said of it are a line each.

    They have each a look of its own, as what is drawn below or beside the other does, or are a question and
    its answer; else it is one line.
    """
    if len(pieces) != 2:  # with white space between them they are read on
        return pieces
    (name, look), (text, worn) = pieces
    looks = _drawn(look[2]), _drawn(worn[2])
    apart = all(looks) and looks[0] != looks[1] and look[1] is None and worn[1] is None
    named = apart and name.strip() and _may_be_chip(name) and len(text) > len(name)
    if not named and not name.endswith("?"):
        return pieces
    return [pieces[0], BREAK, pieces[1]] if text.lstrip()[:1].isupper() else pieces


def _drawn(worn: str) -> str:
    """A look without what stresses words and sets nothing apart: italics, and what a style adds."""
    return " ".join(token for token in worn.split() if token != "i" and ":" not in token) if worn else worn


def _may_be_chip(said: str) -> bool:
    text = said.strip()
    return len(text) <= MAX_CHIP and (text[0].isupper() or text[0].isdigit()) and text[-1] not in ".,;:!?"


def _enumerated(line: list[Piece], said: str) -> list[list[Piece]]:
    """Cut a line where it counts its sentences from 1 on: "Signs: 1. Fever. 2. A rash. 3. Chills."."""
    counts = list(_COUNTS.finditer(said))
    if len(counts) < MIN_COUNTED or any(int(found[1]) != n for n, found in enumerate(counts, 1)):
        return [line]
    cuts = [found.start(1) for found in counts if found.start(1)]
    parts: list[list[Piece]] = [[]]
    end = 0
    for piece, look in line:
        start, end = end, end + len(piece)
        for cut in cuts:
            if start <= cut < end:
                parts[-1].append((said[start:cut], look))
                parts.append([])
                start = cut
        parts[-1].append((said[start:end], look))
    return parts


def read_lines(pieces: list[Piece]) -> list[Line]:
    """Cut a run at its breaks and read each line that says something. A line of chips alone has no text.

    White space that ends the run is taken off `pieces`.
    """
    while len(pieces) > 1 and pieces[-1][1][1] is None and pieces[-1][0].isspace():
        pieces.pop()
    if len(pieces) == 1:
        said, look = pieces[0]
        text = collapse(said)
        if not text:
            return []
        if look is PLAIN and "**" not in text and not _COUNTS_TWO.search(text):
            return [(strip_chips(text), 0, 0, [], "", 0)]
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece is BREAK:
            lines.append([])
        else:
            lines[-1].append(piece)
    read: list[Line] = []
    for line in lines:
        said = "".join([each for each, _ in line])
        parts = _enumerated(line, said) if _COUNTS_TWO.search(said) else [line]
        for part in parts:
            if text := collapse("".join([each for each, _ in part])):
                read.append(_read(part, text))
    return read


def _read(line: list[Piece], said: str) -> Line:
    """Measure a line; `said` is all of it, white space collapsed."""
    text = strip_chips(said)
    if len(line) == 1:
        is_bold, href, inline = line[0][1]
        bold = len(text) if is_bold else 0
        linked, links = (len(said), [(href, said)]) if href is not None else (0, [])
    else:
        bold = _bold(line, text)
        linked, links = _links(line)
        looks = {look[2] for piece, look in line if not piece.isspace()}
        if len(looks) > 1:
            looks = {_drawn(look) for look in looks}
        inline = looks.pop() if len(looks) == 1 else ""
    if "**" in text:
        text, bold = _unstarred(text, bold)
    return text, bold, linked, links, inline, _size(inline) if "font" in inline else 0


def _unstarred(text: str, bold: int) -> tuple[str, int]:
    """A line without stars that stand for bold, and how much of it is bold from its start on."""
    first = _STARRED.search(text)
    if first is None:
        return text, bold
    start = first.start()
    if start and marker_length(text[:start] + first[1]) != start:
        first = None  # it stands within a sentence
    plain = _STARRED.sub(r"\1", text)
    return plain, bold if bold or first is None else start + len(first[1])


def _size(inline: str) -> int:
    """The largest last digit of the `<font size>` tokens among these."""
    sizes = [t[-1] for t in inline.split() if t.startswith("font")]
    return max((int(digit) for digit in sizes if digit.isdigit()), default=0)


def _bold(line: list[Piece], text: str) -> int:
    """How many characters are bold from the line's start on, a number or punctuation before them included."""
    if not [said for said, look in line if look[0] and not said.isspace()]:
        return 0
    lead = ""
    for said, look in line:
        if look[0] or not collapse(said).strip(" :.-–—*•") or (not lead.strip() and _NUMBER.fullmatch(said)):
            lead += said
        else:
            break
    return min(len(collapse(lead)), len(text))


def _links(line: list[Piece]) -> tuple[int, list[tuple[str, str]]]:
    """The characters inside links, and the links; neighbouring pieces of one address are one link."""
    linked = 0
    links: list[tuple[str, str]] = []
    last: str | None = None
    for said, (_, href, _) in line:
        if href is not None:
            text = collapse(said)
            linked += len(text)
            if href == last and links:
                links[-1] = (href, f"{links[-1][1]} {text}".strip())
            else:
                links.append((href, text))
        if href is not None or not said.isspace():
            last = href
    return linked, links
