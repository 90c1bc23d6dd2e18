"""Keys and what they stand for: equal where all is equal that outputs depend on, and only there.

Small books are made in which pages use saved functions, modules, files, data sets and
distributions. What a page depends on is then worked out from how the book was made, and compared
with its key.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from books import Shelf
from hexapla.build import read
from hexapla.model.book import Config, DataSet, Lock, PageEntry, PartEntry, Variant
from hexapla.model.nodes import Place
from hexapla.ports import Job
from hexapla.resolve.passes import resolve
from hexapla.source import parse
from hexapla.source.tree import Sources
from hexapla.stages import prepare

PY = Variant("py", "Python")
DISTRIBUTIONS = ("numpy", "torch", "pandas")
FILES = {
    "rain.csv": "parts/rain.csv",
    "../data/snow.csv": "data/snow.csv",
    "sun.csv": "parts/sun.csv",
}
SETS = ("iris", "digits")
TAGS = ("hide-input", "remove-output", "full-width")
COUNT = 3  # of functions, modules and pages that use them


@dataclass(frozen=True)
class Piece:
    """A saved function or a module: what it does, what it uses of its kind, and its looks."""

    value: int = 0
    uses: frozenset[int] = frozenset()
    imports: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    note: str = ""  # a comment
    doc: str = ""
    blanks: int = 0


@dataclass(frozen=True)
class Using:
    """A page: what its cell does and uses, and how it looks."""

    value: int = 0
    functions: frozenset[int] = frozenset()
    modules: frozenset[int] = frozenset()
    imports: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    note: str = ""
    may_raise: bool = False
    prose: str = ""
    tag: str = ""


@dataclass(frozen=True)
class World:
    """A whole small book. The values of `digests`, `sums` and `versions` tell contents apart."""

    functions: tuple[Piece, ...]
    modules: tuple[Piece, ...]
    pages: tuple[Using, ...]
    digests: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FILES.values(), 0))
    sums: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(SETS, 0))
    versions: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(DISTRIBUTIONS, 0))
    language: int = 11
    title: str = "A book"
    place: str = "/somewhere"
    turn: int = 0  # by how much the order of the pages that use things is turned
    unused: str = "0"  # the digest of a file that nothing names


# --- the book that it makes ----------------------------------------------------------------------


def fence(*lines: str, tags: Iterable[str] = ()) -> str:
    said = ", ".join(filter(None, tags))
    return "\n".join(("```{code-cell}", f":tags: [{said}]", *lines, "```", ""))


def function_cell(n: int, piece: Piece) -> str:
    imports = [f"import {name}" for name in sorted(piece.imports)]
    body = [
        *([f'    """{piece.doc}"""'] if piece.doc else []),
        *([f"    # {piece.note}"] if piece.note else []),
        *[""] * piece.blanks,
        f"    x = {piece.value}",
        *(f"    f{each}()" for each in sorted(piece.uses)),
        *(f"    {name}.go()" for name in sorted(piece.imports)),
        *(f"    open({file!r})" for file in sorted(piece.files)),
    ]
    return fence(*imports, f"def f{n}():  #@save", *body)


def module_text(piece: Piece) -> str:
    return "\n".join(
        (
            *([f'"""{piece.doc}"""'] if piece.doc else []),
            *([f"# {piece.note}"] if piece.note else []),
            *[""] * piece.blanks,
            f"x = {piece.value}",
            *(f"from m{each} import x" for each in sorted(piece.uses)),
            *(f"import {name}.inner" for name in sorted(piece.imports)),
            *(f"open({file!r})" for file in sorted(piece.files)),
        )
    )


def page_text(n: int, page: Using) -> str:
    code = (
        *([f"# {page.note}"] if page.note else []),
        f"x = {page.value}",
        *(f"from made.py import f{each}; f{each}()" for each in sorted(page.functions)),
        *(f"import m{each}" for each in sorted(page.modules)),
        *(f"from {name} import it" for name in sorted(page.imports)),
        *(f"open({file!r})" for file in sorted(page.files)),
        *(f"load({name!r})" for name in sorted(page.sets)),
    )
    tags = (page.tag, "raises-exception" if page.may_raise else "")
    return f"# Page {n}\n\n{page.prose}\n\n{fence(*code, tags=tags)}"


def texts(world: World) -> dict[str, str]:
    """The pages of a world: one that saves, and those that use."""
    saves = "".join(function_cell(n, piece) for n, piece in enumerate(world.functions))
    using = [(f"p{n}", page_text(n, page)) for n, page in enumerate(world.pages)]
    turned = using[world.turn :] + using[: world.turn]
    return {"saves": f"# Saves\n\n{saves}", **dict(turned)}


def sources(world: World) -> Sources:
    pages = tuple(
        (PageEntry(f"parts/{name}.md", 1, Place("book.toml", 1)), text)
        for name, text in texts(world).items()
    )
    modules = {f"parts/m{n}.py": module_text(piece) for n, piece in enumerate(world.modules)}
    files = {path: sha256(text.encode()).hexdigest() for path, text in modules.items()}
    files |= {path: str(digest) for path, digest in world.digests.items()}
    sets = tuple(
        DataSet(name, files={"all": str(digest)}, places=(world.place,))
        for name, digest in world.sums.items()
    )
    parts = (PartEntry("P", True, tuple(entry for entry, _ in pages)),)
    config = Config(world.title, variants=(PY,), parts=parts, package="made", data=sets)
    versions = {name: f"{n}.0" for name, n in world.versions.items()}
    lock = Lock(f"3.{world.language}", versions, {})
    files |= {"parts/unused.csv": world.unused, "parts/unused.py": world.unused}
    return Sources(config, pages, (), {"py": lock}, files, MappingProxyType(modules))


def jobs_of(world: World) -> dict[str, Job]:
    draft, unread = parse.book(sources(world))
    book, unresolved = resolve(draft)
    _, jobs, unplanned = prepare(book)
    assert (unread, unresolved, unplanned) == ((), (), ())
    return {job.page: job for job in jobs}


def keys(world: World) -> dict[str, str]:
    return {page: job.key for page, job in jobs_of(world).items()}


# --- what its pages depend on --------------------------------------------------------------------


def closed(start: Iterable[int], pieces: tuple[Piece, ...]) -> dict[int, Piece]:
    """These pieces, and those that they use."""
    found: dict[int, Piece] = {}
    ahead = list(start)
    while ahead:
        n = ahead.pop()
        if n not in found:
            found[n] = pieces[n]
            ahead += pieces[n].uses
    return found


def meaning(world: World, n: int) -> object:
    """All that the outputs of a page depend on."""
    page = world.pages[n]
    functions = closed(page.functions, world.functions)
    modules = closed(page.modules, world.modules)
    pieces = (*functions.values(), *modules.values())
    imports = page.imports.union(*(piece.imports for piece in pieces))
    files = page.files.union(*(piece.files for piece in pieces))
    own = (page.value, page.functions, page.modules, page.imports, page.files, page.sets)
    return (
        (own, page.note, page.may_raise),
        {(k, f.value, f.uses, f.imports, f.files) for k, f in functions.items()},
        set(modules.items()),
        {(name, world.versions[name]) for name in imports},
        {(file, world.digests[FILES[file]]) for file in files},
        {(name, world.sums[name]) for name in page.sets},
        world.language,
    )


# --- small books, and changes to them ------------------------------------------------------------

few = st.integers(0, 2)
remark = st.sampled_from(["", "one", "rain.csv", "iris"])


def some(of: Iterable[object]) -> st.SearchStrategy[frozenset[object]]:
    return st.frozensets(st.sampled_from(sorted(of)), max_size=2)  # type: ignore[type-var]


def pieces() -> st.SearchStrategy[tuple[Piece, ...]]:
    """Each uses only those before it."""
    return st.tuples(
        *(
            st.builds(
                Piece,
                value=few,
                uses=some(range(n)) if n else st.just(frozenset()),
                imports=some(DISTRIBUTIONS),
                files=some(FILES),
                note=remark,
                doc=remark,
                blanks=few,
            )
            for n in range(COUNT)
        )
    )


using = st.builds(
    Using,
    value=few,
    functions=some(range(COUNT)),
    modules=some(range(COUNT)),
    imports=some(DISTRIBUTIONS),
    files=some(FILES),
    sets=some(SETS),
    note=remark,
    may_raise=st.booleans(),
    prose=remark,
    tag=st.sampled_from(["", *TAGS]),
)
contents = {
    "functions": pieces(),
    "modules": pieces(),
    "pages": st.tuples(*[using] * COUNT),
    "digests": st.fixed_dictionaries(dict.fromkeys(FILES.values(), few)),
    "sums": st.fixed_dictionaries(dict.fromkeys(SETS, few)),
    "versions": st.fixed_dictionaries(dict.fromkeys(DISTRIBUTIONS, few)),
    "language": st.integers(10, 14),
    "title": remark,
    "place": st.sampled_from(["/a", "$B/c", "https://example.org/d"]),
    "turn": few,
    "unused": remark,
}
worlds = st.builds(World, **contents)


@st.composite
def two_worlds(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and one in which a few things are otherwise: parts of parts, too."""
    one = draw(worlds)
    other = one
    parted = st.sampled_from(("functions", "modules", "pages"))
    for name in draw(st.lists(parted | st.sampled_from(sorted(contents)), max_size=4)):
        new = draw(contents[name])
        if isinstance(new, tuple):  # of one of them one trait
            n = draw(few)
            old = getattr(other, name)
            trait = draw(st.sampled_from(sorted(asdict(old[n]))))
            piece = replace(old[n], **{trait: getattr(new[n], trait)})
            new = (*old[:n], piece, *old[n + 1 :])
        other = replace(other, **{name: new})
    return one, other


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a world takes minutes


@pytest.mark.slow
@settings(max_examples=100, deadline=None, phases=QUICK)
@given(two_worlds())
def test_keys_are_equal_exactly_where_all_is_that_outputs_depend_on(
    both: tuple[World, World],
) -> None:
    one, other = both
    before, after = keys(one), keys(other)
    for n in range(COUNT):
        for k in range(COUNT):  # pages of one book or of two: what they are called is no matter
            same = meaning(one, n) == meaning(other, k)
            assert (before[f"p{n}"] == after[f"p{k}"]) == same


@pytest.mark.slow
@settings(max_examples=30, deadline=None, phases=QUICK)
@given(worlds)
def test_a_page_has_beside_it_exactly_the_files_of_its_key(world: World) -> None:
    for job in jobs_of(world).values():
        named = {name for name, _ in job.inputs.data if not name.startswith("data:")}
        seen = {str(Path("parts") / name).replace("parts/../", "") for name in named}
        assert seen == set(job.files)
        assert {f"data:{name}" for name in job.data} == {n for n, _ in job.inputs.data} - named


# --- each change by itself -----------------------------------------------------------------------

RICH = World(
    functions=(
        Piece(1, imports=frozenset({"numpy"}), files=frozenset({"rain.csv"}), note="a", doc="b"),
        Piece(2, uses=frozenset({0})),
        Piece(3, uses=frozenset({1})),
    ),
    modules=(
        Piece(4, imports=frozenset({"torch"}), files=frozenset({"sun.csv"})),
        Piece(5, uses=frozenset({0})),
        Piece(6, uses=frozenset({1})),
    ),
    pages=(
        Using(7, functions=frozenset({2}), tag="hide-input"),
        Using(8, modules=frozenset({2}), sets=frozenset({"iris"})),
        Using(9, imports=frozenset({"pandas"}), files=frozenset({"../data/snow.csv"})),
    ),
)


def function(n: int, **traits: object) -> World:
    return _with(RICH, "functions", n, traits)


def module(n: int, **traits: object) -> World:
    return _with(RICH, "modules", n, traits)


def page(n: int, **traits: object) -> World:
    return _with(RICH, "pages", n, traits)


def _with(world: World, kind: str, n: int, traits: dict[str, object]) -> World:
    old = getattr(world, kind)
    piece = replace(old[n], **traits)
    return replace(world, **{kind: (*old[:n], piece, *old[n + 1 :])})


def told(kind: str, name: str) -> World:
    return replace(RICH, **{kind: {**getattr(RICH, kind), name: 5}})


# What is otherwise, and the pages that it makes stale.
CHANGES: Mapping[str, tuple[World, str]] = {
    "prose": (page(0, prose="Other words."), ""),
    "a display tag": (page(0, tag="full-width"), ""),
    "the order of pages": (replace(RICH, turn=1), ""),
    "the title of the book": (replace(RICH, title="Another"), ""),
    "a file that nothing names": (replace(RICH, unused="9"), ""),
    "where a data set is": (replace(RICH, place="$HERE/iris"), ""),
    "a data set that nothing loads": (told("sums", "digits"), ""),
    "a docstring of saved code": (function(0, doc="Otherwise."), "saves"),
    "a comment in saved code": (function(0, note="otherwise"), "saves"),
    "blank lines in saved code": (function(0, blanks=2), "saves"),
    "saved code": (function(2, value=0), "saves p0"),
    "saved code, two steps away": (function(0, value=0), "saves p0"),
    "what saved code imports": (function(0, imports=frozenset({"pandas"})), "saves p0"),
    "what saved code reads": (function(0, files=frozenset({"sun.csv"})), "saves p0"),
    "a file that saved code names": (told("digests", "parts/rain.csv"), "saves p0"),
    "a cell": (page(0, value=0), "p0"),
    "a comment in a cell": (page(0, note="otherwise"), "p0"),
    "that a cell may raise": (page(0, may_raise=True), "p0"),
    "what a cell imports": (page(2, imports=frozenset({"numpy"})), "p2"),
    "a file": (told("digests", "data/snow.csv"), "p2"),
    "a module": (module(2, value=0), "p1"),
    "a module, two steps away": (module(0, value=0), "p1"),
    "a comment in a module": (module(0, note="otherwise"), "p1"),
    "what a module imports": (module(0, imports=frozenset({"numpy"})), "p1"),
    "a file that a module names": (told("digests", "parts/sun.csv"), "p1"),
    "a data set": (told("sums", "iris"), "p1"),
    "a distribution of saved code": (told("versions", "numpy"), "saves p0"),
    "a distribution of a module": (told("versions", "torch"), "p1"),
    "a distribution of a cell": (told("versions", "pandas"), "p2"),
    "the version of Python": (replace(RICH, language=12), "saves p0 p1 p2"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_stale_what_depends_on_it_and_nothing_else(what: str) -> None:
    changed, stale = CHANGES[what]
    assert changed != RICH
    before, after = keys(RICH), keys(changed)
    assert {page for page in before if before[page] != after[page]} == set(stale.split())


# --- on disk -------------------------------------------------------------------------------------


def write(world: World, folder: Path) -> Path:
    """A world as the folder of a book."""
    made = sources(world)
    listed = ", ".join(f'"{entry.file}"' for entry, _ in made.pages)
    toml = (
        f'title = "{world.title}"\n[package]\nname = "made"\n'
        '[[variants]]\nname = "py"\nenvironment = "environments/py.in"\n'
        + "".join(
            f'[data.{name}]\nplaces = ["/nowhere"]\nfiles = {{ all = "sha256:{n:064}" }}\n'
            for name, n in world.sums.items()
        )
        + f'[[parts]]\ntitle = "P"\nchapters = [{listed}]\n'
    )
    lock = f"# python 3.{world.language}\n" + "".join(
        f"{name}=={version}\n" for name, version in made.locks["py"].packages.items()
    )
    files = {"book.toml": toml, "environments/py.in": "", "environments/py.lock": lock}
    files |= {entry.file: text for entry, text in made.pages}
    files |= {path: f"{digest}\n" for path, digest in world.digests.items()}
    files |= dict(made.modules)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def jobs_in(folder: Path) -> tuple[Job, ...]:
    book, problems = read(folder)
    assert book is not None
    assert not [problem for problem in problems if problem.severity == "error"]
    return prepare(book)[1]


def test_keys_are_the_same_wherever_the_book_lies(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "quite/elsewhere"
    one, other = jobs_in(write(RICH, here)), jobs_in(write(RICH, there))
    assert [job.key for job in one] == [job.key for job in other]
    assert [job.files for job in one] == [
        ("parts/rain.csv",),
        ("parts/rain.csv",),
        ("parts/m0.py", "parts/m1.py", "parts/m2.py", "parts/sun.csv"),
        ("data/snow.csv",),
    ]
    said = json.dumps([asdict(job) for job in one])
    assert str(tmp_path) not in said
    assert str(Path.home()) not in said


def test_keys_are_the_same_after_all_that_was_made_is_gone(tmp_path: Path) -> None:
    first = Shelf.copy("rivers", tmp_path / "first")
    first.build()
    made = jobs_in(first.folder)
    shutil.rmtree(first.folder / ".hexapla")
    shutil.rmtree(first.folder / "_build")
    moved = first.folder.rename(tmp_path / "second")
    assert [job.key for job in jobs_in(moved)] == [job.key for job in made]


def test_a_change_on_disk_is_seen(tmp_path: Path) -> None:
    def edited(change: Callable[[Path], object]) -> set[str]:
        before = jobs_in(write(RICH, tmp_path))
        change(tmp_path)
        after = jobs_in(tmp_path)
        return {old.page for old, new in zip(before, after, strict=True) if old.key != new.key}

    assert edited(lambda book: (book / "data/snow.csv").write_text("new")) == {"p2"}
    assert edited(lambda book: (book / "parts/m0.py").write_text("x = 0")) == {"p1"}
    assert edited(lambda book: (book / "parts/more.csv").write_text("new")) == set()
