"""Rows of tables as entries: which of their cells names them."""

from __future__ import annotations

import pytest

from extract import extract_article


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("<tr><td>Rest<td>Two days<td>At home</tr><tr><td>Water<td>Daily<td>Warm</tr>", ["Rest", "Water"]),
        ("<tr><td>1<td>Rest<td>Two days</tr><tr><td>2.<td>Water<td>Daily</tr>", ["Rest", "Water"]),
        (
            "<tr><th rowspan=2>At home<td>Rest<td>Two days</tr><tr><td>Water<td>Daily</tr>",
            ["Rest", "Water"],
        ),
        (
            "<tr><td rowspan='2'>At home<td rowspan='2'>Mild<td>Rest<td>Now</tr><tr><td>Water<td>Daily</tr>",
            ["Rest", "Water"],
        ),
        ("<tr><td rowspan=2>Rest<td>Two days</tr><tr><td>Water<td>Daily</tr>", ["Rest", "Water"]),
    ],
)
def test_a_row_is_named_by_its_first_cell_that_is_its_own(rows: str, names: list[str]) -> None:
    page = (
        "<h1>Croup</h1><p>Croup is a disease of the airways.</p><h2>Treatment</h2><table>"
        f"<tr><th>Where</th><th>What</th><th>How</th></tr>{rows}</table>"
    )
    items = extract_article(page.encode(), None).items
    assert [item.term for item in items] == names
    assert not any(item.term in (item.description or "") for item in items)
