"""Write the generated pages of docs/: `python -m tests.docs`, or `make docs`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.generated import DOCS, pages

with TemporaryDirectory() as folder:
    for name, text in pages(Path(folder)).items():
        (DOCS / name).write_text(text, "utf-8")
