"""Which parts of a page are on which slide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hexapla.model.nodes import Block, Group, Heading, Inline, Paragraph, RawInline, Span, Text
from hexapla.model.slides import END, MORE, NEW, ON_NEW_SLIDE, ON_SLIDE, SLIDES, Mark, marked
from hexapla.model.walk import walk

# Where the text is on no slide: code that is next is with "code"; with "waiting", after more prose.
BESIDE = ("", "skip", "code", "waiting")
BEGINS = ("slide", "subslide", NEW)


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown at once: "part" with its slide, "fragment" later, "notes" to the speaker."""

    kind: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    steps: tuple[Step, ...]
    title: str = ""
    classes: tuple[str, ...] = ()
    below: bool = False  # it says more of what the slide before it is of


def marks(nodes: Iterable[Block]) -> bool:
    """Whether a page says what of it is on slides."""
    return any(_says(node) for node in walk(nodes))


def deck(body: Iterable[Block]) -> tuple[Slide, ...]:
    """The slides of a page as one variant sees it."""
    open_slides: list[_Open] = []
    jupyter = kind = ""  # what Jupyter's last mark said, and where the text is now
    for node in _flat(body):
        said = marked(node)
        if said and said.kind == END:
            kind = jupyter or "code"
        elif said:
            kind = _begin(said, open_slides)
            jupyter = jupyter if said.kind in (NEW, MORE) else kind
        elif kind in BESIDE:
            kind = _beside(node, kind, open_slides)
        else:
            open_slides[-1].take(node)
    return tuple(one.done() for one in open_slides if one.any())


@dataclass(slots=True)
class _Open:
    """A slide that is being filled."""

    mark: Mark
    steps: list[tuple[str, list[Block]]] = field(default_factory=lambda: [("part", [])])

    def take(self, node: Block) -> None:
        self.steps[-1][1].append(node)

    def any(self) -> bool:
        return bool(self.mark.title) or any(body for _, body in self.steps)

    def done(self) -> Slide:
        steps = tuple(Step(kind, tuple(body)) for kind, body in self.steps if body)
        below = self.mark.kind == "subslide"
        return Slide(steps, self.mark.title, self.mark.classes, below)


def _begin(said: Mark, open_slides: list[_Open]) -> str:
    """What a mark begins; where the text is then."""
    if said.kind == "skip":
        return said.kind
    if said.kind in BEGINS or not open_slides:
        open_slides.append(_Open(said))
    if said.kind in ("fragment", "notes"):
        open_slides[-1].steps.append((said.kind, []))
    elif open_slides[-1].steps[-1][0] == "notes":
        open_slides[-1].steps.append(("part", []))
    return "part"


def _beside(node: Block, kind: str, open_slides: list[_Open]) -> str:
    """A block that no mark is for: some of its words may be on a slide, and code right after."""
    spans = [one for one in walk((node,), Span) if _on_slide(one)]
    for span in spans:
        new = ON_NEW_SLIDE in span.classes
        _begin(Mark(NEW if new else MORE), open_slides)
        open_slides[-1].take(Paragraph(tuple(_shown(span)), at=span.at))
    if spans:
        return "waiting"
    if kind in ("code", "waiting") and isinstance(node, Group) and "cell" in node.classes:
        open_slides[-1].take(node)
        return "code"
    return "waiting" if kind == "waiting" and not isinstance(node, Heading) else "skip"


def _shown(span: Span) -> Iterator[Inline]:
    for one in span.inside:
        yield Text(one.html) if isinstance(one, RawInline) and one.format == SLIDES else one


def _says(node: object) -> bool:
    return (isinstance(node, Block) and marked(node) is not None) or (
        isinstance(node, Span) and _on_slide(node)
    )


def _on_slide(span: Span) -> bool:
    return ON_SLIDE in span.classes or ON_NEW_SLIDE in span.classes


def _flat(nodes: Iterable[Block]) -> Iterator[Block]:
    """The blocks without the groups that mean nothing, whose marks are the page's."""
    for node in nodes:
        match node:
            case Group((), body, ""):
                yield from _flat(body)
            case _:
                yield node
