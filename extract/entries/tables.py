"""Tables as enumerations: rows that are an entry each, and cells that hold entries side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.article.draft import Draft
from extract.article.whole import whole_heading
from extract.article.words_of_names import names_disease
from extract.cleaning import fold, marker_length
from extract.entries.entry import Entry, Found, is_plain_name, make_entry
from extract.entries.introductions import introduces
from extract.entries.listed import Unit
from extract.page.blocks import Block, Frame
from extract.record import Facet
from extract.vocabulary import read_heading

MAX_CELL_WORDS = 14  # of a first cell that names its row
MIN_COLUMN = 3  # lines of each of two cells that are lists

_COLUMNS = ("cause", "risk_factor", "symptom", "complication", "test", "treatment", "prevention")
_POINTS = frozenset({"points", "score", "scores"})
_WIDTH = re.compile(r"\bwidth\s*:\s*([\d.]+(?:%|px))")


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of a table by all its rows: the facet its first column's header says, and its make."""

    facet: Facet | None
    side_by_side: bool  # each line of a cell is an entry: a list in columns
    marked: bool  # its rows are marked as the items of a list are
    compares: (
        bool  # it counts points, sets the topic beside others or sums facets up: its rows are no entries
    )


def read_table(parted: list[Unit], at: int, topic: tuple[str, ...]) -> Table:
    """Read the table whose rows begin with this unit of a section; the first is the header, if any is."""
    cell = parted[at][1][0]
    around = cell.frame.nearest("table")
    introduced = at > 0 and introduces(parted[at - 1][1][-1].text)
    rows: list[list[Block]] = []
    while at < len(parted) and parted[at][1][0].frame.nearest("table") is around:
        rows.append(parted[at][1])
        at += 1
    reading = read_heading(cell.text, topic)
    firsts = [_cells(row)[0][0].text for row in rows]
    heads = cell.frame.nearest("th") is not None and reading.strong and reading.facet in _COLUMNS
    facet = reading.facet if heads and whole_heading(cell.text, topic) else None
    marked = all(_is_marked(_cells(row)[0]) for row in rows)
    said = [read_heading(t, topic).facet for t in firsts if whole_heading(t, topic, most=0)]
    sums_up = len({*said} - {None}) > 1 and 2 * len(said) > len(rows)
    compares = sums_up or _compares([line for line in rows[0] if _in_header_cell(line)], topic)
    return Table(facet, _is_side_by_side(rows, introduced), marked, compares)


def _compares(header: list[Block], topic: tuple[str, ...]) -> bool:
    """Headers of columns with points for a score, or with what is said of the topic and of another disease.

    Below a header that is blank, the rows are what several things are compared by, whatever these are.
    """
    said = [line.text for line in header if (cell := line.frame.nearest("td", "th")) and cell.nth > 1]
    names = [fold(text) for text in said]
    if any(name in _POINTS for name in names):
        return True
    others = [text for text, name in zip(said, names, strict=True) if name not in topic]
    blank = len(said) == len(header)
    return 0 < len(others) < len(said) and (blank or any(map(names_disease, others)))


def _is_side_by_side(rows: list[list[Block]], introduced: bool) -> bool:
    """Plain names that do not describe the ones before, in cells that hold lists or that end in mid-row.

    Cells of one width are columns of names where a line introduces them; else they may as well describe.
    Below headers two columns are lists where both say one facet ("Early signs", "Late signs").
    """
    heads = _cells(rows[0]) if len(rows) > 1 and all(map(_in_header_cell, rows[0])) else []
    rows = rows[1:] if heads else rows
    lines = [line for row in rows for line in row]
    if not all(is_plain_name(b) and not b.bold and not b.text[0].isdigit() for b in lines):
        return False
    if any(line.frame.nearest("th") for line in lines) or len({b.text for b in lines}) < len(lines):
        return False  # what stands twice is said of several
    cells = _cells(rows[0])
    if heads:
        said = {read_heading(head[0].text).facet for head in heads}
        return len(cells) == 2 and len(said) == 1 and said != {None}
    if len(cells) > 2 and (len(rows) == 1 or len(_cells(rows[-1])) < len(cells)):
        return True
    if len(cells) == 2 and len(rows) == 1 and all(len(c) >= MIN_COLUMN for c in cells):
        return True
    widths = {_width(cell[0].frame.nearest("td")) for cell in cells}
    return introduced and len(cells) > 1 and len(widths) == 1 and widths != {None}


def _width(cell: Frame | None) -> str | None:
    """The width that a cell is given."""
    if cell is None:
        return None
    styled = _WIDTH.search(cell.attributes.get("style") or "")
    return cell.attributes.get("width") or (styled[1] if styled else None)


def table_row(section: Draft, facet: Facet, blocks: list[Block], table: Table, found: Found) -> None:
    """Add the entry of a table row, named by one of its cells, or those its cells hold; headers are none."""
    cells = _cells(blocks)
    if len(cells) > 1 and _is_marker(cells[0]):
        cells = cells[1:]
        blocks = [line for cell in cells for line in cell]
    texts = ["\n".join(b.text for b in cell) for cell in cells]
    if _is_header(blocks, texts):
        found.rejected.append((facet, blocks, "header_row"))
        return
    if table.compares:
        found.rejected.append((facet, blocks, "layout"))
        return
    if table.side_by_side:
        found.entries += [make_entry(section, facet, [line]) for line in blocks]
        return
    if all(marker_length(cell[0].text) for cell in cells):
        found.entries += [make_entry(section, facet, lines) for cell in cells for lines in _marked(cell)]
        return
    if len(texts) == 1:
        found.entries.append(make_entry(section, facet, blocks))
        return
    named = _naming_cell([cell[0] for cell in cells], texts)
    marker = marker_length(texts[0])
    term = texts[named][0 if named else marker :].strip()
    if len(term.split()) > MAX_CELL_WORDS:
        entry = Entry(facet, blocks, section, None, None, "none", marker)
    else:
        entry = Entry(facet, blocks, section, term.rstrip(":"), "\n".join(texts[named + 1 :]), "cell", marker)
    found.entries.append(entry)


def _cells(blocks: list[Block]) -> list[list[Block]]:
    cells: dict[int, list[Block]] = {}
    for block in blocks:
        cells.setdefault(id(block.frame.nearest("td", "th")), []).append(block)
    return list(cells.values())


def _is_marked(cell: list[Block]) -> bool:
    return _is_marker(cell) or marker_length(cell[0].text) > 0


def _is_marker(cell: list[Block]) -> bool:
    """A cell that holds no more than a typed list marker ("•", "1."): what it marks stands beside it."""
    text = cell[0].text
    return len(cell) == 1 and (not any(c.isalnum() for c in text) or marker_length(f"{text} x") > len(text))


def _marked(cell: list[Block]) -> list[list[Block]]:
    """The marked lines of a cell, each with the unmarked ones below it."""
    groups: list[list[Block]] = []
    for line in cell:
        if marker_length(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _naming_cell(cells: list[Block], texts: list[str]) -> int:
    """Which cell names a row: the first that is no number of the row and no label over several rows."""
    first = next((i for i, cell in enumerate(cells) if not _spans_rows(cell)), 0)
    if first >= len(cells) - 1:
        first = 0
    if len(cells) - first > 2 and texts[first][marker_length(texts[first]) :].strip(" .)").isdigit():
        first += 1
    return first


def _spans_rows(block: Block) -> bool:
    cell = block.frame.nearest("td", "th")
    return cell is not None and (cell.attributes.get("rowspan") or "1") != "1"


def _is_header(blocks: list[Block], texts: list[str]) -> bool:
    """A row of a table's head, or a first row of short cells that are all bold or header cells."""
    row = blocks[0].frame.row
    assert row is not None
    if row.nearest("thead"):
        return True
    if (row.nth > 1 and row.counts.get("td", 0) > 0) or any(len(t) >= 60 for t in texts):
        return False
    return all(_in_header_cell(b) for b in blocks)


def _in_header_cell(block: Block) -> bool:
    cell = block.frame.nearest("td", "th")
    return cell is not None and (cell.tag == "th" or block.bold >= len(block.text))
