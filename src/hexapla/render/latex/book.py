"""The main file of a book, its README, and what latexmk reads."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model.book import Book, Config, Part, Variant
from hexapla.model.words import word
from hexapla.render.latex.escaping import escaped
from hexapla.render.latex.languages import HYPHENS, PACKAGES, SCRIPTS
from hexapla.render.latex.naming import chapter_file, part_label
from hexapla.render.latex.preamble import Holds
from hexapla.render.paper.wording import wording


def main(book: Book, variant: Variant, holds: Holds, listing: str) -> str:
    """The file that is compiled: the class, the title, and the chapters in their order."""
    config = book.config
    lines = [
        _class(config),
        "\\input{preamble}",
        "",
        *_title(config, variant),
        "",
        "\\begin{document}",
        "\\frontmatter",
        "\\maketitle",
        "\\tableofcontents",
        *_parts(book),
        *_end(book, holds, listing),
        "",
        "\\end{document}",
    ]
    return "\n".join(lines) + "\n"


def latexmkrc(name: str) -> str:
    """How latexmk makes the book."""
    return (
        "# latexmk reads this file: it then needs no options.\n"
        "$pdf_mode = 5; # xelatex\n"
        "$bibtex_use = 2;\n"
        f"@default_files = ('{name}.tex');\n"
    )


def readme(config: Config, holds: Holds, name: str) -> str:
    """How the book is compiled."""
    language = config.language.partition("-")[0]
    more = SCRIPTS.get(language, SCRIPTS["zh"] if holds.ideographs else ())
    more += (HYPHENS[language][1],) if language in HYPHENS else ()
    needed = " \\\n  ".join((*PACKAGES, *more))
    return README.format(title=config.title, needed=needed, name=name).lstrip()


README = """
# {title}: sources in LaTeX

`latexmk` makes `{name}.pdf` of them, with XeLaTeX, BibTeX and makeindex. On Debian and Ubuntu:

```bash
sudo apt-get install --no-install-recommends \\
  {needed}
latexmk
```

- `{name}.tex`: the title and the order of the chapters
- `preamble.tex`: packages, fonts, and how things look
- `chapters/`: a file for each page; `figures/`: the pictures that they show
- `*.bib`: the bibliographies, as they are in the book

Numbers are counted by LaTeX. Where the text of another variant lies between, a `\\setcounter`
says which number comes next. Compiling runs what the author wrote in LaTeX itself: of a book from
someone you do not know, read the chapters first.
"""


def _class(config: Config) -> str:
    if config.language.partition("-")[0] == "zh":
        return "\\documentclass[11pt, a4paper, fontset=fandol]{ctexbook}"
    return "\\documentclass[11pt, a4paper, DIV=10, numbers=noenddot]{scrbook}"


def _title(config: Config, variant: Variant) -> Iterator[str]:
    yield f"\\title{{{escaped(config.title)}}}"
    subtitle = config.subtitle
    if len(config.variants) > 1:
        subtitle = f"{subtitle}: {variant.title}" if subtitle else variant.title
    if subtitle:
        yield f"\\subtitle{{{escaped(subtitle)}}}"
    authors = " \\and ".join(map(escaped, config.authors))
    yield f"\\author{{{authors}}}"
    of = config.publication
    yield f"\\date{{{escaped(of.date)}}}"
    published = ", ".join(part for part in (of.publisher, of.place) if part)
    if published:
        yield f"\\publishers{{{escaped(published)}}}"
    imprint = "\\\\\n  ".join(escaped(line) for line in _imprint(config))
    if imprint:
        yield f"\\lowertitleback{{\n  {imprint}\n}}"


def _imprint(config: Config) -> Iterator[str]:
    of = config.publication
    yield from (part for part in (config.copyright, config.license) if part)
    version = wording(config.language)["version"]
    yield from (version.format(config.version),) if config.version else ()
    yield from (f"ISBN {of.isbn}",) if of.isbn else ()
    yield from (f"https://doi.org/{of.doi}",) if of.doi else ()
    yield from (of.site,) if of.site else ()


def _parts(book: Book) -> Iterator[str]:
    """The parts with their chapters. What has no numbers stands before and after the rest."""
    parts = [part for part in book.parts if part.pages]
    numbered = [at for at, part in enumerate(parts) if part.numbered]
    first, last = (numbered[0], numbered[-1]) if numbered else (0, len(parts))
    appendices = False
    for at, part in enumerate(parts):
        yield ""
        if at == first:
            yield "\\mainmatter"
        if part.appendix and not appendices:
            yield "\\appendix"
        appendices = appendices or part.appendix
        if at > last:
            yield "\\backmatter" if at == last + 1 else ""
        yield from _part(part, quiet=at < first or at > last)
        yield from (
            f"\\input{{{chapter_file(page.id).removesuffix('.tex')}}}" for page in part.pages
        )


def _part(part: Part, *, quiet: bool) -> Iterator[str]:
    if not part.title or quiet:
        return
    label = f"\\label{{{part_label(part.label)}}}" if part.label else ""
    yield f"\\{'part' if part.number else 'addpart'}{{{escaped(part.title)}}}{label}"


def _end(book: Book, holds: Holds, listing: str) -> Iterator[str]:
    """The bibliography and the index, where the book has no pages for them."""
    if holds.cited and not listing:
        yield ""
        yield f"\\addchap{{{word('references', book.config.language)}}}"
        yield "\\references"
    if holds.indexed and not holds.index_placed:
        yield ""
        yield f"\\addchap{{{word('index', book.config.language)}}}"
        yield "\\printindex"
