"""Tables that list: cells that hold entries, and first cells that are a marker alone."""

from __future__ import annotations

import pytest

from tests.extract.checks import read_kept


def _terms(rows: str) -> list[str | None]:
    page = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Symptoms</h2><table>{rows}</table>"
    return [item.term for item in read_kept(page).items]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>• Cough<br>• Fever<br>• Chills<td>• Hoarse voice</tr>",
        "<tr><td>• Cough<td>• Fever</tr><tr><td>• Chills<td>• Hoarse voice</tr>",
        "<tr><td>•<td>Cough<tr><td>•<td>Fever<tr><td>•<td>Chills<tr><td>•<td>Hoarse voice",
        "<tr><td>1.<td>Cough<tr><td>2.<td>Fever<tr><td>3.<td>Chills<tr><td>4.<td>Hoarse voice",
        "<tr><td>Cough<td>Fever<td>Chills<td>Hoarse voice</tr>",
        "<tr><td>Cough<td>Fever<td>Chills</tr><tr><td>Hoarse voice<td></tr>",
    ],
)
def test_cells_hold_entries_side_by_side(rows: str) -> None:
    assert _terms(rows) == ["Cough", "Fever", "Chills", "Hoarse voice"]


@pytest.mark.parametrize("n", [3, 7])
def test_columns_of_lines_are_lists(n: int) -> None:
    columns = [[f"Hoarse {word}{'aeiouyw'[i]}" for i in range(n)] for word in ("cough", "voice")]
    cells = "".join(f"<td>{'<br>'.join(column)}</td>" for column in columns)
    assert _terms(f"<tr>{cells}</tr>") == columns[0] + columns[1]


@pytest.mark.parametrize("width", ["width=50%", "style='width: 50%'"])
def test_columns_of_one_width_are_lists_where_they_are_introduced(width: str) -> None:
    table = f"<table><tr><td {width}>Cough<td {width}>Fever<tr><td>Chills<td>Hoarse voice</table>"
    page = f"<h1>Croup</h1><p>Croup is a disease.</p><h2>Symptoms</h2><p>They include:</p>{table}"
    assert [item.term for item in read_kept(page).items] == ["Cough", "Fever", "Chills", "Hoarse voice"]


def test_a_table_that_lists_is_introduced_as_a_list_is() -> None:
    listed = "<p>Common culprits include:</p><table><tr><td width=50%>Colds<td width=50%>Cold air</table>"
    described = "<p>Common culprits include:</p><table><tr><td>Viruses<td>They are many.</table>"
    page = "<h1>Croup</h1><p>Croup is a disease.</p><h2>In winter</h2>"
    assert [item.facet for item in read_kept(page + listed).items] == ["cause", "cause"]
    assert not read_kept(page + described).items


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>Cough<td>• Dry<br>• Barking</tr><tr><td>Fever<td>• Low<br>• Brief</tr>",
        "<tr><td>Cough<td>Barking<tr><td>Fever<td>Low",
        "<tr><td width=50%>Cough<td width=50%>Barking<tr><td>Fever<td>Low",
        "<tr><td>Cough<td>Barking<td>Always<tr><td>Fever<td>Low<td>Often",
        "<tr><td width=50%><b>Cough</b><td width=50%>Barking<tr><td><b>Fever</b><td>Low",
        "<tr><td width=50%>Cough<td width=50%>It sounds like a seal.<tr><td>Fever<td>It is low.",
        "<tr><td width=50%>Cough<td width=50%>3 days<tr><td>Fever<td>2 days",
        "<tr><th width=50%>Sign<th width=50%>Kind<tr><td>Cough<td>Barking<tr><td>Fever<td>Low",
        "<tr><td>Cough<td>-<tr><td>Fever<td>+",
        "<tr><td>Cough<td>Barking<td>At night<tr><td>Fever<td>Low<td>At night",
    ],
)
def test_a_cell_that_describes_is_no_entry(rows: str) -> None:
    assert _terms(rows) == ["Cough", "Fever"]


def test_a_number_that_names_its_row_stays() -> None:
    assert _terms("<tr><td>0<td>No stridor at all<tr><td>1<td>Stridor when crying") == ["0", "1"]


@pytest.mark.parametrize(
    "header",
    [
        "<th>Sign<th>Points",
        "<td><b>Sign</b><td><b>Score</b>",
        "<th><th>Croup<th>Flu",
        "<th>Sign<th>Flu<th>Croup",
        "<th>Symptom<th>Croup<th>Flu",
        "<th><th>Croup<th>Common cold",
    ],
)
def test_rows_that_count_points_or_compare_diseases_are_no_entries(header: str) -> None:
    cells = "<td>Yes" * (header.count("<t") - 1)
    assert _terms(f"<tr>{header}</tr><tr><td>Cough{cells}</tr><tr><td>Fever{cells}</tr>") == []


@pytest.mark.parametrize(
    "header", ["<th>Sign<th>How often", "<th>Sign<th>Croup<th>How often", "<th>Sign<th>Croup"]
)
def test_other_tables_list_what_their_rows_name(header: str) -> None:
    cells = "<td>Yes" * (header.count("<t") - 1)
    assert _terms(f"<tr>{header}</tr><tr><td>Cough{cells}</tr><tr><td>Fever{cells}</tr>") == [
        "Cough",
        "Fever",
    ]


def test_a_table_that_sums_up_facets_has_no_entries() -> None:
    assert _terms("<tr><th>Symptoms<td>Cough, fever</tr><tr><th>Causes<td>A virus</tr>") == []
    assert _terms("<tr><th>Cough<td>Dry</tr><tr><th>Fever<td>Mild</tr>") == ["Cough", "Fever"]


def test_columns_whose_headers_say_one_facet_are_lists_side_by_side() -> None:
    table = "<tr><th>{}</th><th>{}</th></tr><tr><td>Cough</td><td>Fever</td></tr>"
    assert _terms(table.format("Early signs", "Late signs")) == ["Cough", "Fever"]
    assert _terms(table.format("Sign", "What it comes from")) == ["Cough"]
