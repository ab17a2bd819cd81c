"""Markups that box each section with its heading, as page builders and component libraries do."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from tests.markup import Doc, Entries, Transform, page, ul

Boxed = Callable[..., bytes]

_HEADING = re.compile(r"<h2>(.*?)</h2>\n")


def _boxed(box: str, around: str = "{}") -> Boxed:
    """Each section in a box that holds {n}, {heading} and {body}; `around` holds all of them."""

    def written(doc: Doc, entries: Entries = ul) -> bytes:
        html = page(doc, lambda words: f"<h2>{escape(words)}</h2>", entries).decode()
        before, main, after = re.split(r"(?<=</h1>\n)|(?=\n</main>)", html)
        first, *parts = _HEADING.split(main)
        headed = zip(parts[::2], parts[1::2], strict=True)
        boxes = (
            box.format(n=number, heading=heading, body=body.strip())
            for number, (heading, body) in enumerate(headed, 1)
        )
        return "".join([before, first, around.format("\n".join(boxes)), after]).encode()

    return written


_BUTTON = (
    '<div class="item"><h3 class="item-header"><button type="button" aria-expanded="false" '
    'aria-controls="fold-{n}">{heading}</button></h3><div id="fold-{n}" class="fold">{body}</div></div>'
)
_ROLE_BUTTON = (
    '<div class="toggle-item"><div class="toggle-title" role="button" tabindex="0" aria-controls="t-{n}">'
    '<i class="icon"></i><a class="toggle-text">{heading}</a></div>'
    '<div id="t-{n}" class="toggle-content" role="region">{body}</div></div>'
)
_CHECKBOX = (
    '<div class="fold"><input type="checkbox" id="box{n}"><label for="box{n}">{heading}</label>'
    '<div class="inner">{body}</div></div>'
)
_ITEM = '<li><a class="opens" href="#">{heading}</a><div class="inner">{body}</div></li>'
_TITLED_ITEM = "<li><h2>{heading}</h2><div>{body}</div></li>"
_LEFT = '<div class="row"><div class="col-4"><h2>{heading}</h2></div><div class="col-8">{body}</div></div>'
_TITLE_ROW = '<tr><td bgcolor="#dddddd"><b>{heading}</b></td></tr><tr><td>{body}</td></tr>'
_PANEL = (
    '<div class="panel"><div class="panel-head">{heading}</div><div class="panel-text">{body}</div></div>'
)
_AMP = "<section><h2>{heading}</h2><div>{body}</div></section>"
_CUSTOM = '<x-fold-item><span slot="heading">{heading}</span><div>{body}</div></x-fold-item>'

BOXES: dict[str, Transform] = {
    "details": _boxed("<details><summary>{heading}</summary>{body}</details>"),
    "buttons": _boxed(_BUTTON, '<div class="items">{}</div>'),
    "role_buttons": _boxed(_ROLE_BUTTON),
    "checkboxes": _boxed(_CHECKBOX),
    "items_with_links": _boxed(_ITEM, '<ul class="fold-list">{}</ul>'),
    "items_with_headings": _boxed(_TITLED_ITEM, "<ul>{}</ul>"),
    "two_columns": _boxed(_LEFT),
    "title_rows": _boxed(_TITLE_ROW, "<table>{}</table>"),
    "header_cells": _boxed("<tr><th>{heading}</th><td>{body}</td></tr>", "<table>{}</table>"),
    "panels": _boxed(_PANEL),
    "amp_folds": _boxed(_AMP, "<amp-accordion>{}</amp-accordion>"),
    "custom_elements": _boxed(_CUSTOM, "<x-folds>{}</x-folds>"),
    "definitions": _boxed("<dt>{heading}</dt><dd>{body}</dd>", "<dl>{}</dl>"),
    "fieldsets": _boxed("<fieldset><legend>{heading}</legend>{body}</fieldset>"),
    "sections": _boxed('<section><header><p class="title">{heading}</p></header><div>{body}</div></section>'),
}
