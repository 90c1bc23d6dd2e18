"""A small book in two variants, made by hand: what the tests of the website write and look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fakes import settled
from hexapla.model.book import Book, Config, Page, Part, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Break,
    Cell,
    Citation,
    Cited,
    CodeBlock,
    CodeSpan,
    Datum,
    Display,
    Emphasis,
    Exercise,
    Figure,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Paragraph,
    Place,
    Quote,
    Reference,
    Row,
    Rule,
    Solution,
    Strong,
    Table,
    Target,
    Text,
    VariantBlock,
    Work,
)
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output, Outputs, Run
from hexapla.ports import Artifact, Edition, Original, Search
from hexapla.render.web.site import Web

TORCH = Variant("pytorch", "PyTorch")
JAX = Variant("jax", "JAX")
VARIANTS = (TORCH, JAX)
FIGURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 160" width="480" height="160">
<g stroke="#555" fill="none"><path d="M40 130h400M40 130V20"/></g>
<path d="M40 118 440 34" stroke="#0072b2" stroke-width="3"/>
<g fill="#d55e00"><circle cx="90" cy="100" r="5"/><circle cx="160" cy="98" r="5"/>
<circle cx="240" cy="70" r="5"/><circle cx="330" cy="64" r="5"/><circle cx="400" cy="38" r="5"/></g>
</svg>
"""
PLOT = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="252pt" height="180pt" viewBox="0 0 252 180">
<path d="M30 20C60 130 120 150 230 158" stroke="#0072b2" stroke-width="2" fill="none"/>
<path d="M30 10V165H240" stroke="#333" fill="none"/><text x="110" y="178" font-size="9">epoch</text>
<script>window.stolen = true</script>
</svg>
"""


def edition() -> Edition:
    """The book with a fresh run in PyTorch and a stale one in JAX."""
    return Edition(book(), OUTPUTS, Library({}), VARIANTS)


def book() -> Book:
    config = Config(
        title="Lines & Losses",
        subtitle="A small book for tests, with everything that a page can hold",
        authors=("Ada Example", "Bo Example"),
        license="CC BY-SA 4.0",
        repository="https://example.org/book",
        variants=VARIANTS,
        macros={"\\R": "\\mathbb{R}"},
    )
    parts = (
        Part("Front matter", False, (PREFACE,)),
        Part("Foundations", True, (LINEAR, FIT, DECAY), "I"),
    )
    return Book(config, parts, {}, {}, {"img/line.svg": "0" * 64})


def page_of(*body: Block, variants: tuple[Variant, ...] = VARIANTS) -> Edition:
    """A book of one page."""
    page = Page("one", "one.md", 1, (Text("One"),), (Heading(1, (Text("One"),), "one"), *body), {})
    config = Config("A book", variants=variants, macros={"\\R": "\\mathbb{R}"})
    made = Book(config, (Part("", False, (page,)),), {}, {}, {"img/line.svg": "0"})
    return Edition(made, Outputs(), Library({}), variants)


def with_run(edition: Edition, variant: str, *cells: tuple[Output, ...] | None) -> Edition:
    """The same book of one page with fresh outputs for its cells."""
    runs = {**edition.outputs.runs, ("one", variant): Run(cells, "fresh")}
    return replace(edition, outputs=Outputs(runs))


def publish(artifacts: tuple[Artifact, ...], folder: Path) -> None:
    """Put the site into a folder, with the one figure that the small book has, and no search."""
    for one in artifacts:
        if isinstance(one.data, Search):
            continue
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        data = FIGURE.encode() if isinstance(one.data, Original) else one.data
        assert isinstance(data, bytes)
        path.write_bytes(data)


def written(edition: Edition) -> dict[str, str]:
    """The pages of the site, by path."""
    artifacts, _ = settled(Web(), edition, ".html", ".css")
    return {
        one.path: one.data.decode()
        for one in artifacts
        if isinstance(one.data, bytes) and one.path.endswith((".html", ".css"))
    }


def words(text: str) -> tuple[Inline, ...]:
    return (Text(text),)


def paragraph(*parts: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def heading(level: int, text: str, label: str, number: str = "") -> Heading:
    return Heading(level, words(text), label, number)


def row(*texts: str) -> Row:
    return Row(tuple(Datum(words(text)) for text in texts))


def page(name: str, title: str, number: str, level: int, *body: Block) -> Page:
    top = Heading(1, words(title), name, number)
    return Page(name, f"parts/{name}.md", level, words(title), (top, *body), {}, number)


PREFACE = page(
    "preface",
    "Preface",
    "",
    1,
    paragraph(
        "This book teaches a little about lines. Every idea comes as prose, as mathematics and as "
        "code that runs, in two frameworks. Read it with the one that you like; the other is "
        "always one click away."
    ),
    heading(2, "How to read it", "how"),
    paragraph(
        "Begin with ",
        Reference("doc", "linear", words("Linear regression"), "linear"),
        ", or jump to ",
        Reference("numref", "fig-line", words("Figure 1.1"), "linear", "fig-line"),
        ".",
    ),
)

LINEAR = page(
    "linear",
    "Linear regression",
    "1",
    1,
    paragraph(
        "Suppose that we want to say what a house will cost. We know the area of each house that "
        "was sold last year, its age, and its price; from these ",
        Emphasis(words("examples")),
        " we would like to learn a rule that gives the price of a house that has not been sold "
        "yet. The oldest such rule, and still the first to try, is a straight line ",
        Citation(
            "parenthetical",
            (Cited("gauss"), Cited("leg")),
            inside=(
                Text("("),
                Reference("cite", "gauss", words("Gauss, 1809"), "linear", "cite-gauss"),
                Text("; "),
                Reference("cite", "leg", words("Legendre, 1805"), "linear", "cite-leg"),
                Text(")"),
            ),
        ),
        ". As ",
        Citation(
            "textual",
            (Cited("gauss"),),
            inside=(Reference("cite", "gauss", words("Gauss (1809)"), "linear", "cite-gauss"),),
        ),
        " knew well, the line is fitted by making the squares of its errors small.",
        FootnoteReference("who", 1),
    ),
    heading(2, "The model", "model", "1.1"),
    paragraph(
        "Let ",
        Math("\\mathbf x \\in \\R^d"),
        " hold the features of one house. The prediction is the weighted sum ",
        Math("\\hat y = \\mathbf w^\\top \\mathbf x + b"),
        ", with weights ",
        Math("\\mathbf w"),
        " and a bias ",
        Math("b"),
        ". Over all ",
        Math("n"),
        " examples the loss is the mean of the squared errors,",
    ),
    Display(
        "L(\\mathbf w, b) = \\frac1n \\sum_{i=1}^n \\frac12 "
        "\\left(\\mathbf w^\\top \\mathbf x^{(i)} + b - y^{(i)}\\right)^2 .",
        "loss",
        "1.1",
    ),
    paragraph(
        "and ",
        Reference("eq", "loss", words("(1.1)"), "linear", "loss"),
        " is what the rest of this page makes small. ",
        Reference("numref", "fig-line", words("Figure 1.1"), "linear", "fig-line"),
        " shows a line among its data, and ",
        Reference("numref", "tab", words("Table 1.1"), "linear", "tab"),
        " what its errors come to.",
    ),
    Figure(
        Image("img/line.svg", "Five points, and a line that passes between them.", width="75%"),
        (Text("A line fitted to five points, for which "), Math("L \\approx 0.02"), Text(".")),
        label="fig-line",
        number="1.1",
    ),
    heading(2, "The code", "code", "1.2"),
    paragraph("First the imports, and a function that we shall need again."),
    Cell("import torch\nfrom torch import nn\n", ("pytorch",)),
    Cell("import jax\nfrom jax import numpy as jnp\n", ("jax",), label="jax-imports"),
    paragraph("The loss is the same line of code in both:"),
    Cell(
        "def squared_loss(y_hat, y):  #@save\n"
        '    """Half the mean squared error, of predictions and targets of shape (n, 1)."""\n'
        "    return ((y_hat - y) ** 2 / 2).mean()\n"
        "\n"
        "@torch.no_grad()\n"
        "def sgd(params, grads, eta=0.1):\n"
        "    for p, g in zip(params, grads):  # one step against the gradient\n"
        "        p -= eta * g\n"
        "\n"
        'print(f"loss {squared_loss(y_hat, y):.3f}", len(range(1_000)))\n',
        ("pytorch",),
    ),
    Cell(
        "def squared_loss(y_hat, y):  #@save\n"
        '    """Half the mean squared error, of predictions and targets of shape (n, 1)."""\n'
        "    return ((y_hat - y) ** 2 / 2).mean()\n"
        "\n"
        'print(f"loss {squared_loss(y_hat, y):.3f}")\n',
        ("jax",),
    ),
    VariantBlock(("pytorch",), (paragraph("Here ", CodeSpan("torch.no_grad"), " matters."),)),
    VariantBlock(("jax",), (paragraph("Arrays of JAX are never changed in place."),)),
    paragraph("Training makes the loss fall, epoch after epoch:"),
    Cell("history = fit(model, data)\nplot(history)\n", (), label="plot-cell"),
    heading(3, "What goes wrong", "wrong", "1.2.1"),
    paragraph("With a step that is too long, the loss grows, and we are told so."),
    Cell("fit(model, data, eta=10)", (), ("raises-exception", "hide-output")),
    Admonition(
        "note",
        words("On units"),
        (paragraph("The loss has the unit of the target, ", Strong(words("squared")), "."),),
    ),
    Admonition("warning", (), (paragraph("Never look at the test set while you choose."),)),
    Admonition("tip", words("More"), (paragraph("Folded until asked for."),), folded=True),
    Table(
        row("method", "error", "seconds"),
        (row("mean alone", "77.0", "0.01"), row("least squares", "53.8", "0.12")),
        ("left", "right", "right"),
        words("Errors on the test set."),
        "tab",
        "1.1",
    ),
    Listing(
        (
            Item((paragraph("Look at the data."),)),
            Item((paragraph("Fit a line"), Listing((Item((paragraph("by hand,"),)),)))),
            Item((paragraph("then by machine."),)),
        ),
        start=1,
    ),
    Quote((paragraph("All models are wrong,", Break(hard=True), "but some are useful."),)),
    CodeBlock("pip install bydoing[pytorch]", "console"),
    Rule(),
    heading(2, "Exercises", "exercises", "1.3"),
    Target("ex-target"),
    Exercise(
        words("a weight for each"),
        (paragraph("Give each example a weight. How does the solution change?"),),
        "ex-weights",
        "1.1",
    ),
    Solution(
        "ex-weights",
        (
            paragraph("Put the weights on the diagonal of a matrix."),
            Display("W = \\mathrm{diag}(a)"),
        ),
        label="",
        number="1.1",
        page="linear",
    ),
    Exercise((), (paragraph("What if ", Math("n < d"), "?"),), "ex-few", "1.2"),
    Footnote("who", (paragraph("He was eighteen, or so he said."),), 1),
    Bibliography(
        (
            Work(
                "gauss",
                (
                    Text("Gauss, C. F. (1809). "),
                    Emphasis(words("Theoria motus corporum coelestium.")),
                    Text(" Perthes. "),
                    Link(words("doi:10.3931/e-rara-522"), "https://doi.org/10.3931/e-rara-522"),
                ),
                "cite-gauss",
            ),
            Work("leg", words("Legendre, A.-M. (1805). Nouvelles méthodes. Didot."), "cite-leg"),
        ),
        heading=True,
    ),
)

FIT = page(
    "fit",
    "Fitting in code",
    "1.1",
    2,
    paragraph("A page with code in PyTorch only."),
    Cell("print('only here')", ("pytorch",)),
)

DECAY = page(
    "decay",
    "Weight decay",
    "1.2",
    2,
    paragraph("A page that has not run in JAX."),
    Cell("decay = 0.1\ndecay", ("pytorch",)),
    Cell("decay = 0.1\ndecay * 2", ("jax",)),
)

FRAME = (
    '<div><style scoped>td{color:red}</style><table border="1" class="dataframe"><thead><tr>'
    "<th></th><th>area</th><th>price</th></tr></thead><tbody><tr><th>0</th><td>70</td><td>310</td>"
    "</tr><tr><th>1</th><td>95</td><td>402</td></tr></tbody></table>"
    "<script>window.stolen = true</script></div>"
)
PACKAGES = (("matplotlib", "3.10.7"), ("numpy", "2.4.6"))
OUTPUTS = Outputs(
    {
        ("linear", "pytorch"): Run(
            (
                (),
                (Output(STDOUT, "loss 0.693 1000\n"), Output(STDERR, "UserWarning: slow\n")),
                (
                    Output(STDOUT, "".join(f"epoch {i}: {1 / i:.4f}\n" for i in range(1, 40))),
                    Output("image/svg+xml", PLOT, (Output("text/plain", "<Figure>"),)),
                    Output("text/html", FRAME),
                ),
                (Output(ERROR, "\x1b[1;31mOverflowError\x1b[0m: loss is \x1b[36minf\x1b[0m"),),
            ),
            "fresh",
            12.5,
            (*PACKAGES, ("torch", "2.13.0")),
        ),
        ("linear", "jax"): Run(
            ((), (Output(STDOUT, "loss 0.701\n"),), (Output("image/svg+xml", PLOT),), None),
            "stale",
            9.1,
            (("jax", "0.10.0"), *PACKAGES),
        ),
        ("fit", "pytorch"): Run(((Output(STDOUT, "only here\n"),),), "fresh"),
        ("decay", "pytorch"): Run(((Output("text/plain", "0.1"),),), "fresh"),
        ("decay", "jax"): Run((None,), "missing"),
    }
)
BROKEN = Math("\\frac{1", at=Place("one.md", 7))
