"""A small book on paper: what tests of the PDF look into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

from books import Shelf

WORDS = """# Words

Water runs, {index}`water <single: water; running>` and
{index}`rivers <!river>` are long. {index}`streams <see: stream; river>` are short.

See {doc}`preface`.

```{only} html
Only here.
```

## Deep water

{index}`water <single: water; deep>`

```{genindex}
```
"""
SITE = '\n[web]\nurl = "https://rivers.example/"\n'
PUBLISHED = '\n[publication]\ndate = "2026-11-22"\nedition = "Second"\nisbn = "978-3-16-148410-0"\n'
PRINT = '\n[paper.print]\nbleed = "3mm"\n'


def shelf(to: Path, output: str) -> Shelf:
    """A copy of Rivers that has an index and a website, and is to become one kind of PDF."""
    made = Shelf.copy("rivers", to)
    made.edit("book.toml", 'outputs = ["web", "notebooks", "package"]', f'outputs = ["{output}"]')
    made.edit("book.toml", '"pages/end.md",', '"pages/end.md", "pages/words.md",')
    (to / "pages" / "words.md").write_text(WORDS, encoding="utf-8")
    with (to / "book.toml").open("a", encoding="utf-8") as config:
        config.write(SITE + PUBLISHED + PRINT)
    return made


@dataclass(frozen=True)
class Opened:
    """A PDF, as those see it who read it and who take it apart."""

    path: Path
    pdf: pikepdf.Pdf
    texts: tuple[str, ...]  # of its pages
    labels: tuple[str, ...]  # the numbers that these say they have

    def numbered(self, label: str) -> str:
        """The text of the page with that number."""
        return self.texts[self.labels.index(label)]


def opened(path: Path) -> Opened:
    pages = pypdfium2.PdfDocument(path)
    texts = tuple(page.get_textpage().get_text_range() for page in pages)
    labels = tuple(pages.get_page_label(number) for number in range(len(pages)))
    pages.close()
    return Opened(path, pikepdf.open(path), texts, labels)


def titles(items: list[pikepdf.OutlineItem]) -> Iterator[object]:
    """Bookmarks, each with those inside it."""
    for item in items:
        inner = [*titles([*item.children])]
        yield (item.title, inner) if inner else item.title
