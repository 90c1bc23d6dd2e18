"""The book as LaTeX: what an editor reads, what no text can do, and that it compiles."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.build import read
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.outputs import Output, Outputs, Run
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Edition, Made, Original, Pictured
from hexapla.publish.cards import GIF
from hexapla.publish.pictured import Darkroom
from hexapla.render.epub.pictures import unfit
from hexapla.render.latex.escaping import code, escaped, label
from hexapla.render.latex.naming import names
from hexapla.render.latex.writer import Latex
from hexapla.resolve.labels import on_page

CONFIG = r"""
title = "Rivers & Weirs"
authors = ["Ada Example", "Bo_B"]
bibliography = ["works.bib"]
[macros]
"\\R" = "\\mathbb{R}"
"\\d" = "\\mathrm{d}#1"
[[variants]]
name = "numpy"
title = "NumPy"
[[variants]]
name = "torch"
title = "Torch"
[[parts]]
title = "Before"
numbered = false
chapters = ["preface.md"]
[[parts]]
title = "Water"
chapters = [{ page = "flow.md", pages = ["depth.md"] }]
[[parts]]
title = "After"
appendix = true
chapters = ["words.md"]
"""
FILES = {
    "book.toml": CONFIG,
    "works.bib": "@book{gauss, author={Carl Gauss}, title={Theoria}, year={1809}}\n"
    "@book{euler, author={Leonhard Euler}, title={Introductio}, year={1748}}\n",
    "preface.md": "# Preface\n",
    "flow.md": "# Flow\n",
    "depth.md": "# Depth\n\n(far)=\n## Far\n",
    "words.md": "# Words\n",
    "img/dam.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="30"/>\n',
}


NOTHING_RAN = Outputs()


def read_book(folder: Path, files: Mapping[str, str]) -> Book:
    for name, text in (FILES | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    book, _ = read(folder)
    assert book
    return book


def written(book: Book, outputs: Outputs = NOTHING_RAN) -> dict[str, Artifact]:
    """What is written of the first variant, by path."""
    edition = Edition(book, outputs, Library({}), book.config.variants[:1])
    artifacts, _ = Latex().write(edition)
    return {one.path.removeprefix("numpy/"): one for one in artifacts}


def made(artifact: Artifact) -> tuple[str, Problems]:
    data, problems = artifact.data, ()
    if isinstance(data, Made):
        data, problems = data.make()
    assert isinstance(data, bytes)
    return data.decode(), problems


def chapter(folder: Path, body: str) -> tuple[str, Problems]:
    """The text of a chapter without its title, and what is wrong with it."""
    files = written(read_book(folder, {"flow.md": f"# Flow\n\n{body}"}))
    text, problems = made(files["chapters/flow.tex"])
    return text.partition("\n\n")[2].strip("\n"), problems


# --- what an editor reads -------------------------------------------------------------------------

EXAMPLES = {
    "bookmarks": (
        "## By {ref}`there <far>`",
        "By \\texorpdfstring{\\hyperref[far]{there}}{there}}",
    ),
    "marks": (
        "*a* **b** `c_d` ~~e~~ {sub}`f` {kbd}`Ctrl`\nand a second line\\\nand a third",
        "\\emph{a} \\textbf{b} \\code{c\\_d} \\sout{e} \\textsubscript{f} \\kbd{Ctrl}\n"
        "and a second line\\\\\nand a third",
    ),
    "links": (
        "[a b](https://a.b/c_d%20e#f) <https://x.y/z>",
        "\\href{https://a.b/c\\_d\\%20e\\#f}{a b} \\url{https://x.y/z}",
    ),
    "notes": (
        "One[^n] and again[^n].\n\n[^n]: Said *once*.",
        "One\\footnote{\\label{fn:ch:flow:1}Said \\emph{once}.} and again\\footref{fn:ch:flow:1}.",
    ),
    "works": (
        "{cite:p}`gauss,euler` {cite:t}`gauss` [see @gauss, p. 3] [@gauss, p. 3; @euler] "
        "{cite:authorpar}`{see}gauss{p. 3}` {cite:year}`gauss{p. 3},euler` "
        "{cite:author}`gauss,euler`",
        "\\citep{gauss,euler} \\citet{gauss} \\citep[see][p. 3]{gauss} "
        "(\\citealp[p. 3]{gauss}; \\citealp{euler}) "
        "(see \\citeauthor{gauss}, p. 3) \\citeyear{gauss}, p. 3, \\citeyear{euler} "
        "\\citeauthor{gauss,euler}",
    ),
    "formulas": (
        "By $x \\in \\R$,\n\n$$\na = b ,\n$$ (eq-a)\n\nso {eq}`eq-a`.",
        "By $x \\in \\R$,\n\\begin{equation}\\label{eq-a}\n  a = b ,\n\\end{equation}\n"
        "so \\eqref{eq-a}.",
    ),
    "rows": (
        "$$\n\\begin{align}\na &= b \\label{row} \\\\\nc &= d \\\\\n"
        "e &= f \\tag{*}\n\\end{align}\n$$",
        "\\begin{align}\n  a &= b \\label{row} \\\\\n  c &= d \\notag \\\\\n"
        "  e &= f \\tag{*}\n\\end{align}",
    ),
    "figures": (
        ":::{figure} img/dam.svg\n:name: fig-dam\n:alt: A dam\n:width: 50%\nA *dam*.\n:::\n\n"
        "See {numref}`fig-dam` and {numref}`Picture %s <fig-dam>`.",
        "\\begin{figure}[htbp]\n\\centering\n"
        "\\includegraphics[width=0.5\\linewidth, alt={A dam}]{figures/img/dam.pdf}\n"
        "\\caption{A \\emph{dam}.}\\label{fig-dam}\n\\end{figure}\n\n"
        "See Figure~\\ref{fig-dam} and Picture~\\ref{fig-dam}.",
    ),
    "pages": (
        "[](depth.md), {ref}`far`, {numref}`Section %s <far>`",
        "\\hyperref[sec:depth]{Depth}, \\hyperref[far]{Far}, Section~\\ref{far}",
    ),
    "tables": (
        ":::{table} Two\n:name: tab-a\n| a | b |\n|---|--:|\n| 1 | 2 |\n:::",
        "\\begin{table}[htbp]\n\\centering\n\\caption{Two}\\label{tab-a}\n\\begin{tabular}{lr}\n"
        "  \\toprule\n  a & b \\\\\n  \\midrule\n  1 & 2 \\\\\n  \\bottomrule\n"
        "\\end{tabular}\n\\end{table}",
    ),
    "spans": (
        ":::{list-table}\n* - a\n  - b\n:::\n\n<table><tr><td rowspan=2>a</td><td>b</td></tr>"
        "<tr><td>c</td></tr></table>",
        "\\multirow{2}{*}{a} & b \\\\\n  & c \\\\",
    ),
    "listings": (
        "```{code-block} bash\n:caption: One ] x\n:name: lst-a\n:emphasize-lines: 2\nls\ncd\n```",
        "\\begin{lstlisting}[language=bash, caption={[One  x]{One ] x}}, label=lst-a, marked={2}]\n"
        "ls\ncd\n\\end{lstlisting}",
    ),
    "lists": (
        "- a\n- b\n  1. c\n\n3. d\n\n- [x] e",
        "\\begin{itemize}\n  \\item a\n  \\item b\n\n    \\begin{enumerate}\n      \\item c\n"
        "    \\end{enumerate}\n\\end{itemize}\n\n\\begin{enumerate}[start=3]\n  \\item d\n"
        "\\end{enumerate}\n\n\\begin{itemize}\n  \\item[$\\boxtimes$] e\n\\end{itemize}",
    ),
    "boxes": (
        ":::{note}\nText.\n```python\nif x:\n    y\n```\n:::",
        "\\begin{admonition}{note}{Note}\n  Text.\n\n\\begin{lstlisting}\nif x:\n    y\n"
        "\\end{lstlisting}\n\\end{admonition}",
    ),
    "statements": (
        ":::{prf:theorem} Steep\n:label: thm\n$a$\n:::\n\n:::{exercise}\n:label: ex\nDo.\n:::\n\n"
        ":::{solution} ex\nDone.\n:::",
        "\\begin{theorem}[Steep]\\label{thm}\n  $a$\n\\end{theorem}\n\n"
        "\\begin{exercise}\\label{ex}\n  Do.\n\\end{exercise}\n\n"
        "\\begin{solution}[\\ref{ex}]\n  Done.\n\\end{solution}",
    ),
    "index": (
        "{index}`network; recurrent` {index}`a!b`",
        '\\index{network!recurrent}network; recurrent \\index{a"!b}a!b',
    ),
    "headings": (
        "## A note on $x$[^m]\n\n[^m]: Here.\n\n### B",
        "\\section*[{A note on \\texorpdfstring{$x$}{x}}]{A note on \\texorpdfstring{$x$}{x}"
        "\\protect\\footnotemark{}}\\label{a-note-on-x}\n\\footnotetext{Here.}\n\n"
        "\\subsection*{B}\\label{b}",
    ),
    "latex": (
        "```{raw} latex\n\\clearpage\n```\n\n{raw:latex}`\\LaTeX` and <b>HTML</b>",
        "\\clearpage\n\n\\LaTeX and \\textbf{HTML}",
    ),
    "nothing": ("a\n\n$$\n$$\n\nb", "a\n\nb"),
    "diagrams": (
        "```{mermaid}\n:alt: From A to B\nA-->B\n```",
        "From A to B\n\n\\begin{printout}\nA-->B\n\\end{printout}",
    ),
    "signs": ("α → β ≤ 5 € 😀", "α $\\rightarrow$ β $\\leq$ 5 € \\symbols{😀}"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_an_author_writes_is_latex_that_an_editor_reads(name: str, tmp_path: Path) -> None:
    source, expected = EXAMPLES[name]
    text, problems = chapter(tmp_path, source)
    assert expected in text
    assert not problems


def test_the_main_file_names_parts_and_chapters_in_order(tmp_path: Path) -> None:
    text, _ = made(written(read_book(tmp_path, {}))["rivers-weirs.tex"])
    inside = text.partition("\\tableofcontents\n")[2].replace("\n\n", "\n").lstrip()
    assert (
        "\\title{Rivers \\& Weirs}\n\\subtitle{NumPy}\n\\author{Ada Example \\and Bo\\_B}" in text
    )
    assert inside.startswith(
        "\\input{chapters/preface}\n\\mainmatter\n\\part{Water}\n\\input{chapters/flow}\n"
        "\\input{chapters/depth}\n\\appendix\n\\addpart{After}\n\\input{chapters/words}\n"
    )


def test_a_bookmark_says_the_words_of_a_picture(tmp_path: Path) -> None:
    text, _ = chapter(tmp_path, "## By ![a dot](img/dam.svg)")
    assert "alt={a dot}]{figures/img/dam.pdf}}{a dot}}" in text


def test_numbers_that_latex_would_not_count_are_told(tmp_path: Path) -> None:
    picture = ":::{figure} img/dam.svg\n:name: %s\nA dam.\n:::\n"
    hidden = f"::::{{variant}} torch\n{picture % 'fig-a'}::::\n"
    text, _ = chapter(tmp_path, hidden + picture % "fig-b" + picture % "fig-c")
    assert text.startswith("\\setcounter{figure}{1}\n\\begin{figure}")
    assert text.count("\\setcounter") == 1


def test_pictures_are_files_that_latex_takes(tmp_path: Path) -> None:
    files = written(read_book(tmp_path, {"flow.md": "# Flow\n\n![](img/dam.svg)\n"}))
    data = files["figures/img/dam.pdf"].data
    assert isinstance(data, Pictured)
    assert isinstance(data.of, Original)
    assert isinstance(files["works.bib"].data, Original)


def test_pictures_are_made_in_the_form_that_latex_takes(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(FILES["img/dam.svg"], encoding="utf-8")
    with Darkroom(tmp_path) as darkroom:

        def form(path: str, data: Original | bytes, suffix: str) -> tuple[bytes, list[str]]:
            taken = darkroom.made(Artifact(path, Pictured(data, suffix))).data
            assert isinstance(taken, Made)
            picture, problems = taken.make()
            return picture[:4], [one.code for one in problems]

        assert form("a.pdf", Original("a.svg", "1"), ".svg") == (b"%PDF", [])
        assert form("b.png", GIF, ".gif") == (b"\x89PNG", [])
        assert form("c.pdf", b"no picture", ".svg") == (b"%PDF", ["unfit-picture"])
        assert form("d.pdf", b"<svg", ".svg") == (b"%PDF", ["unfit-picture"])
        assert form("e.png", Original("gone.gif", "2"), ".gif")[0] == b"\x89PNG"


def test_pictures_that_a_page_holds_are_files(tmp_path: Path) -> None:
    held = f"data:image/gif;base64,{b64encode(GIF).decode()}"
    files = written(read_book(tmp_path, {"flow.md": f"# Flow\n\n![A dot]({held})\n"}))
    (path,) = (path for path in files if path.startswith("figures/attached/"))
    assert files[path].data == Pictured(GIF, ".gif")
    assert f"{{{path}}}" in made(files["chapters/flow.tex"])[0]


def test_a_broken_picture_does_not_go_along_as_it_is(tmp_path: Path) -> None:
    files = written(read_book(tmp_path, {"img/a.png": "no", "flow.md": "# Flow\n\n![](img/a.png)"}))
    assert isinstance(files["figures/img/a.png"].data, Pictured)


def test_a_broken_picture_is_told_once_by_all_that_show_it(tmp_path: Path) -> None:
    text = "# Flow\n\n![](img/a.jpg)\n"
    book = read_book(tmp_path, {"img/a.jpg": "no", "flow.md": text})
    page = next(page for page in book.pages() if page.id == "flow")
    with Darkroom(tmp_path) as darkroom:
        data = darkroom.made(written(book)["figures/img/a.jpg"]).data
        assert isinstance(data, Made)
        assert data.make()[1] == tuple(unfit(page, book))
    assert [str(one.at) for one in unfit(page, book)] == ["flow.md:3"]


def test_an_output_without_words_is_told_in_the_language_of_the_book(tmp_path: Path) -> None:
    config = CONFIG.replace("[macros]", 'language = "de"\n[macros]')
    files = {"book.toml": config, "flow.md": "# Fluss\n\n```{code-cell}\nplot()\n```\n"}
    chart = Output("application/vnd.plotly.v1+json", "{}")
    run = Run(((chart,),), "fresh")
    book = read_book(tmp_path, files)
    texts = written(book, Outputs({("flow", "numpy"): run}))
    assert "Eine interaktive Ausgabe" in made(texts["chapters/flow.tex"])[0]


def test_ideographs_are_looked_for_wherever_they_are_set(tmp_path: Path) -> None:
    for files in (
        {"book.toml": CONFIG.replace("Bo_B", "山田")},
        {"flow.md": "# Flow\n\n```\nprint('你')\n```\n"},
    ):
        texts = written(read_book(tmp_path, files))
        assert "\\usepackage{xeCJK}" in made(texts["preamble.tex"])[0]
        assert "texlive-lang-chinese" in made(texts["README.md"])[0]


def test_two_writers_give_equal_bytes(tmp_path: Path) -> None:
    book = read_book(tmp_path, {"flow.md": f"# Flow\n\n{EXAMPLES['statements'][0]}"})
    one, other = written(book), written(book)
    assert one == other
    assert [made(one[path]) for path in one if path.endswith(".tex")] == [
        made(other[path]) for path in one if path.endswith(".tex")
    ]


# --- what no text can do --------------------------------------------------------------------------

# What may follow a backslash that we write for an author's text.
OURS = (
    r"text(backslash|asciitilde|asciicircum|asciigrave)\{\}|[{}$&#%_]|symbols\{|hspace\{0pt\}"
    r"|mbox\{-\}|-|,| "
)
HOSTILE = st.text(
    st.sampled_from("\\{}$&#^_~%`'\"-[]*|<>!@ \n\tab0é→α你😀\x00\x0c\x1b\u2028\u200b\ufeff\ud800")
)


@given(HOSTILE)
def test_no_text_is_ever_a_command(text: str) -> None:
    for made_of in (escaped(text), code(text)):
        rest = re.sub(rf"\\(?:{OURS})", "", made_of)
        rest = re.sub(r"\$\\rightarrow( \\rightarrow)*\$", "", rest)
        rest = rest.replace("{}", "").replace("\\rightarrow", "").replace("``", "")
        assert not re.search(r"[\\$&#%^_`\x00-\x08\x0b-\x1f]", rest), made_of
        assert made_of.count("{") - made_of.count("\\{") == made_of.count("}") - made_of.count(
            "\\}"
        )


@given(st.text())
def test_of_two_labels_two_names_are_made(text: str) -> None:
    back = re.sub(r"\+([0-9a-f]+)\+", lambda found: chr(int(found[1], 16)), label(text))
    assert back == text
    assert re.fullmatch(r"[A-Za-z0-9:._/+-]*", label(text))


@pytest.mark.parametrize(
    "source",
    [
        "$x\\input{a}$",
        "$\\begin{input}{a}\\end{input}$",
        "$\\csname input\\endcsname a$",
        "${}^^5cinput a$",
        "$\\includegraphics{/etc/passwd}$",
        "$$\n\\end{equation}\\input{a}\n$$",
    ],
)
def test_a_formula_that_does_more_than_set_type_is_shown_as_it_is_typed(
    source: str, tmp_path: Path
) -> None:
    text, problems = chapter(tmp_path, source)
    assert text.startswith(("\\broken{", "\\begin{center}\n\\broken{"))
    assert [one.code for one in problems] == ["bad-formula"]


@pytest.mark.parametrize("where", ["```\n{}\n```", "- ```\n  {}\n  ```", "> ```\n> {}\n> ```"])
def test_code_does_not_end_its_own_environment(where: str, tmp_path: Path) -> None:
    text, _ = chapter(tmp_path, where.format("\\end{lstlisting}\\input{a}"))
    assert "\\code{\\textbackslash{}end\\{lstlisting\\}\\textbackslash{}input\\{a\\}}" in text


def test_code_that_would_end_its_environment_keeps_its_number(tmp_path: Path) -> None:
    block = "```{code-block} latex\n:caption: Two\n:name: lst-b\n\\end{lstlisting}\n```"
    text, _ = chapter(tmp_path, block)
    assert text.endswith("\n\n\\captionof{lstlisting}{Two}\\label{lst-b}")


def test_a_listing_in_a_note_keeps_its_caption(tmp_path: Path) -> None:
    block = "    ```{code-block}\n    :caption: One\n    :name: lst-a\n    x = 1\n    ```"
    text, _ = chapter(tmp_path, f"Text.[^a]\n\n[^a]: Note.\n\n{block}\n")
    listing = "\\code{x = 1}\n\n\\captionof{lstlisting}{One}\\label{lst-a}"
    assert text == f"Text.\\footnote{{Note.\n\n{listing}}}"


def test_what_a_bracket_would_be_read_as_is_guarded(tmp_path: Path) -> None:
    text, _ = chapter(tmp_path, "[a] b\\\n[c]\\\n*d\n\n- [e]\n\n| [f |\n|---|\n| [g |")
    for letter, star in (("a", "{[}a"), ("c", "{[}c"), ("d", "{*}d"), ("e", "\\item {[}e")):
        assert star in text, letter
    assert "{[}g" in text


# --- that it compiles -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.tex
@pytest.mark.skipif(
    not (shutil.which("latexmk") and shutil.which("xelatex")), reason="TeX is not installed"
)
@pytest.mark.parametrize("per", ["chapter", "section"])
def test_a_chapter_compiles_with_the_numbers_of_the_book(per: str, tmp_path: Path) -> None:
    skipped = ("figures", "latex", "signs")  # a picture to be made; fonts and signs of this machine
    body = "\n\n".join(text for name, (text, _) in EXAMPLES.items() if name not in skipped)
    body = body.replace("](depth.md), ", "](depth.md) ")
    more = "$$\nc\n$$ (eq-c)\n\n:::{exercise}\n:label: ex-c\nDo.\n:::\n"
    files = {"flow.md": f"# Flow\n\n{more}", "depth.md": f"# Depth\n\n(far)=\n## Far\n\n{body}"}
    files["book.toml"] = f'{CONFIG}[numbering]\nper = "{per}"\n'
    book = read_book(tmp_path / "book", files)
    sources = tmp_path / "latex"
    for path, artifact in written(book).items():
        (sources / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(artifact.data, Original):
            shutil.copy(tmp_path / "book" / artifact.data.file, sources / path)
        elif not isinstance(artifact.data, Pictured):
            (sources / path).write_text(made(artifact)[0], encoding="utf-8")
    command = ["latexmk", "-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run(command, cwd=sources, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:].decode(errors="replace")
    aux = (sources / "rivers-weirs.aux").read_text(encoding="utf-8")
    found = dict(re.findall(r"\\newlabel\{([^}]*)\}\{\{([^{}]*)\}", aux))
    known = names(book)
    numbers = {
        known.of(page.id, one.anchor): one.number
        for page in book.pages()
        for one, _ in on_page(page)
        if one.number and one.number != "*"
    }
    assert len(numbers) > 8
    assert {name: found.get(name) for name in numbers} == numbers
