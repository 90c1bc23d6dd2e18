"""Inventories of other documentation: read, asked, fetched; names in code as links."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Shelf, small_book
from commands import hexapla, lines
from drafts import book, cell, page
from hexapla.build import read
from hexapla.model.book import Book, Inventory
from hexapla.model.nodes import CodeBlock, Link
from hexapla.model.objects import Sought, find, nearest, objects
from hexapla.model.problems import Problems
from hexapla.model.walk import plain, walk
from hexapla.render.web.code import listing
from hexapla.source.config import load
from hexapla.source.objects import InventoryFile, unpacked
from hexapla.variant.documented import documented
from serving import serve

HEAD = b"# Sphinx inventory version 2\n# Project: Numbers\n# Version: 1\n"
ZLIB = b"# The remainder of this file is compressed using zlib.\n"
TEXT = """\
num py:module 0 num.html#module-$ -
num.mean py:function 1 num.html#$ -
num.add py:data 1 num.html#$ -
num.Array py:class 1 array.html#$ -
num.Array.sum py:method 1 array.html#$ -
num.linalg.norm py:function 1 linalg.html#$ -
norm std:label -1 linalg.html#norm-of A norm
start std:doc -1 start.html Where to start
degrees of freedom std:term -1 glossary.html#term-$ -
num c:macro 1 c.html#$ -
"""
URL = "https://num.example/doc/"


def inventory(text: str = TEXT) -> bytes:
    return HEAD + ZLIB + zlib.compress(text.encode())


def packed(data: bytes, name: str = "num") -> InventoryFile:
    return InventoryFile(Inventory(name, URL, f"inventories/{name}.inv"), "", data)


NUM = objects("num", URL, TEXT)
OTHER = objects("other", "https://other.example/", "num.mean py:function 1 other.html#$ -\n")


# --- reading --------------------------------------------------------------------------------------


def test_what_an_inventory_lists() -> None:
    (known,), problems = unpacked([packed(inventory())])
    assert problems == ()
    found = {(thing.name, thing.kind): thing for thing in known.things()}
    assert len(found) == len(TEXT.splitlines())
    assert found["num.mean", "py:function"].url == f"{URL}num.html#num.mean"
    assert found["norm", "std:label"].shown == "A norm"
    term = found["degrees of freedom", "std:term"]
    assert (term.url, term.shown) == (
        f"{URL}glossary.html#term-degrees of freedom",
        "degrees of freedom",
    )


def test_inventories_of_the_first_version() -> None:
    old = HEAD.replace(b"2", b"1") + b"old mod old.html\nold.f function old.html\n"
    (known,), problems = unpacked([packed(old)])
    assert problems == ()
    assert [(thing.kind, thing.url) for thing in known.things()] == [
        ("py:module", f"{URL}old.html#module-old"),
        ("py:function", f"{URL}old.html#old.f"),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin"),
        (b"<!doctype html>", "does not begin"),
        (HEAD + b"# unpacked\n" + TEXT.encode(), "does not say that it is packed"),
        (HEAD + ZLIB + b"nonsense", "cannot be unpacked"),
        (inventory()[:-9], "its end is missing"),
        (HEAD + ZLIB + zlib.compress(b"\xff\xfe"), "not UTF-8"),
        (inventory("nothing of that kind\n"), "lists nothing"),
    ],
)
def test_what_is_damaged_is_told(data: bytes, why: str) -> None:
    known, problems = unpacked([packed(data)])
    assert known == ()
    assert [(p.code, str(p.at)) for p in problems] == [("bad-inventory", "inventories/num.inv:1")]
    assert why in problems[0].text


def test_what_is_far_too_large_once_it_is_unpacked_is_told() -> None:
    known, (problem,) = unpacked([packed(HEAD + ZLIB + zlib.compress(b" " * (65 << 20), level=1))])
    assert known == ()
    assert "far too large" in problem.text


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_reading_fail(data: bytes, compressed: bool) -> None:
    unpacked([packed(HEAD + ZLIB + (zlib.compress(data) if compressed else data))])


# --- looking up -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sought", "url"),
    [
        (Sought("num.mean"), "num.html#num.mean"),
        (Sought("num.mean", "num", "py", "function"), "num.html#num.mean"),
        (Sought("num.mean", domain="py", kind="func"), "num.html#num.mean"),
        (Sought("num.add", domain="py", kind="func"), "num.html#num.add"),  # data, to its authors
        (Sought("num.add", domain="py", kind="function"), ""),
        (Sought("num.mean", "elsewhere"), ""),
        (Sought("num", domain="py"), "num.html#module-num"),
        (Sought("num", domain="c"), "c.html#num"),
        (Sought("Norm", domain="std", kind="ref"), "linalg.html#norm-of"),
        (Sought("*.norm"), "linalg.html#num.linalg.norm"),
        (Sought(".norm", domain="py", kind="func"), "linalg.html#num.linalg.norm"),
        (Sought("num.*", kind="cl*"), "array.html#num.Array"),
        (Sought("degrees of freedom"), "glossary.html#term-degrees of freedom"),
        (Sought("degrees"), ""),
        (Sought(""), ""),
    ],
    ids=str,
)
def test_what_is_found(sought: Sought, url: str) -> None:
    thing = find(sought, (NUM,))
    assert (thing.url if thing else "") == (URL + url if url else "")


def test_the_first_inventory_goes_before_the_others() -> None:
    found = [find(Sought("num.mean", name), (OTHER, NUM)) for name in ("", "num")]
    assert [thing and thing.url.partition("/")[2][1:7] for thing in found] == ["other.", "num.ex"]


def test_the_nearest_name_is_found_among_few() -> None:
    assert nearest(Sought("num.maen"), (NUM,)) == "num.mean"
    assert nearest(Sought("numb.linalg.norm"), (NUM,)) == "num.linalg.norm"
    assert nearest(Sought("nothing.like.it"), (NUM,)) == ""


# --- a book ---------------------------------------------------------------------------------------


def with_inventory(folder: Path, data: bytes | None = None, **pages: str) -> tuple[Book, Problems]:
    toml = f'[intersphinx]\nnum = "{URL}"\n'
    small_book(folder, toml, **pages)
    if data is not None:
        (folder / "inventories").mkdir(exist_ok=True)
        (folder / "inventories/num.inv").write_bytes(data)
    made, problems = read(folder)
    assert made is not None
    return made, problems


def links(made: Book) -> list[tuple[str, str]]:
    return [
        (plain(node.inside), node.url.removeprefix(URL))
        for each in made.pages()
        for node in walk(each.body)
        if isinstance(node, Link)
    ]


def test_links_of_a_page_lead_where_the_inventory_says(tmp_path: Path) -> None:
    text = (
        "# Of {func}`num.mean`\n\n{py:meth}`~num.Array.sum` [](inv:#num.add) {ref}`norm`\n"
        "{doc}`start` {external:doc}`start` {func}`!num.add`\n"
    )
    made, problems = with_inventory(tmp_path, inventory(), a=text)
    assert problems == ()
    assert links(made) == [
        ("num.mean()", "num.html#num.mean"),
        ("sum()", "array.html#num.Array.sum"),
        ("num.add", "num.html#num.add"),
        ("A norm", "linalg.html#norm-of"),
        ("Where to start", "start.html"),
        ("Where to start", "start.html"),
    ]
    assert plain(next(made.pages()).title) == "Of num.mean()"


def test_what_the_book_has_goes_before_what_others_have(tmp_path: Path) -> None:
    text = "# A\n\n(norm)=\n## Ours\n\n{ref}`norm` {doc}`start`\n"
    made, problems = with_inventory(tmp_path, inventory(), a=text, start="# B\n")
    assert (links(made), problems) == ([], ())


def test_without_its_inventory_a_link_is_only_words(tmp_path: Path) -> None:
    text = "# A\n\n{func}`num.mean` [so](inv:num#num.add) [](inv:other#x)\n"
    made, problems = with_inventory(tmp_path, a=text)
    assert links(made) == []
    assert [(p.code, str(p.at)) for p in problems] == [
        ("no-inventory", "book.toml:3"),
        ("unknown-object", "a.md:3"),
    ]
    assert "hexapla inventories fetch num" in problems[0].text


def test_an_inventory_that_changes_changes_the_book(tmp_path: Path) -> None:
    text = "# A\n\n{func}`num.new`\n"
    _, problems = with_inventory(tmp_path, inventory(), a=text)
    assert [p.code for p in problems] == ["unknown-object"]
    assert "did you mean" in problems[0].text
    made, problems = with_inventory(
        tmp_path, inventory(TEXT + "num.new py:function 1 new.html -\n"), a=text
    )
    assert (links(made), problems) == ([("num.new()", "new.html")], ())


def test_a_flood_of_unknown_names_takes_no_time(tmp_path: Path) -> None:
    many = "".join(f"num.n{n} py:function 1 n.html#$ -\n" for n in range(20_000))
    text = "# A\n\n" + " ".join(f"{{func}}`num.x{n}`" for n in range(300))
    _, problems = with_inventory(tmp_path, inventory(many), a=text)
    assert len(problems) == 300
    assert sum("did you mean" in problem.text for problem in problems) <= 20


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("intersphinx = 3", "'intersphinx': this must be a table"),
        ("[intersphinx]\nnum = 3", "'intersphinx.num': this must be an address"),
        ('[intersphinx]\nnum = "num"', "needs an address that begins with https://"),
        ('[intersphinx]\n"a/b" = "https://x"', "becomes a file"),
        ('[intersphinx]\nnum = {url = "https://x", inventori = "i"}', "did you mean 'inventory'"),
        ('[intersphinx]\nnum = {url = "https://x", inventory = "../i"}', "lies outside the book"),
    ],
)
def test_slips_in_the_table_of_inventories(toml: str, said: str) -> None:
    config, problems = load(f'title = "A"\n{toml}\n')
    assert config is not None
    assert len(problems) == 1
    assert said in problems[0].text


def test_where_inventories_are() -> None:
    toml = (
        'title = "A"\n[intersphinx]\na = "https://a"\nb = {url = "https://b/", inventory = "b.inv"}'
    )
    loaded, problems = load(toml)
    assert loaded is not None
    assert problems == ()
    assert loaded.config.inventories == (
        Inventory("a", "https://a/", "inventories/a.inv"),
        Inventory("b", "https://b/", "b.inv"),
    )


# --- names in code --------------------------------------------------------------------------------

# Code of a page, a cell a line of three dashes apart, and the names that are links.
CODE = {
    "what is imported": (
        "import num\nnum.mean(num.Array().sum())",
        ["num", "num.mean", "num.Array"],
    ),
    "under another name": ("import num as n\nn.linalg.norm", ["num", "n", "n.linalg.norm"]),
    "by its own name": ("from num import mean\nmean()", ["num", "mean"]),
    "in a later cell": ("import num as n\n---\nn.mean(n.add)", ["num", "n", "n.mean", "n.add"]),
    "nothing without an import": ("num.mean(norm)", []),
    "nothing that is bound again": ("import num as n\n---\nn = 3\nn.mean", ["num"]),
    "nothing that is an argument": ("import num as n\ndef f(n): return n.mean", ["num"]),
    "nothing that names an argument": ("from num import mean\nf(mean=1)", ["num"]),
    "nothing that two imports bind": ("from num import mean\nfrom other import mean", ["num"]),
    "nothing within another name": ("import num\nx.num.mean, f().num, numb.mean", ["num"]),
    "nothing unknown": ("import num\nnum.nothing, num.mean.x", ["num"]),
    "nothing in words": ("import num as n\n'n.mean' # n.mean", ["num"]),
    "in a text with values": ("import num as n\nf'{n.mean} n.mean'", ["num", "n", "n.mean"]),
    "in a decorator": ("import num as n\n@n.mean\ndef f(): pass", ["num", "n", "n.mean"]),
    "beside magic": ("%matplotlib inline\nimport num as n\n!ls\nn.mean", ["num", "n", "n.mean"]),
}
DOC = re.compile(r'<a href="([^"]*)" class="doc">(.*?)</a>')


@pytest.mark.parametrize("case", CODE)
def test_names_in_code_lead_to_what_documents_them(case: str) -> None:
    text, expected = CODE[case]
    cells = text.split("\n---\n")
    made = documented(book(page("a", *map(cell, cells))), (NUM,))
    names = made.names.get("a", {}).get("pytorch", {})
    html = "\n".join(listing(code, "python", names) for code in cells)
    found = [re.sub("<[^>]*>", "", words).lstrip("@") for _, words in DOC.findall(html)]
    assert sorted(found) == sorted(expected)
    assert all(url.startswith(URL) for url, _ in DOC.findall(html))


@given(st.text(alphabet="nm.=()' \n@#fimport:,", max_size=60))
def test_links_never_change_the_code(code: str) -> None:
    names = {"n": "https://n", "n.m": "https://m", "m": "https://x?a&b"}
    bare, linked = listing(code, "python"), listing(code, "python", names)
    assert DOC.sub(r"\2", linked) == bare
    assert unescape(re.sub("<[^>]*>", "", linked)).startswith(code.strip("\n").rstrip("\n"))


def test_a_name_is_linked_once_in_a_piece_of_code() -> None:
    assert listing("n.m; n.m", "python", {"n.m": "https://m"}).count('class="doc"') == 1


def test_each_variant_has_names_of_its_own() -> None:
    made = documented(
        book(
            page(
                "a",
                cell("import num as n", "pytorch"),
                cell("import other as n", "jax"),
                cell("n.mean"),
            )
        ),
        (NUM,),
    )
    assert set(made.names["a"]) == {"pytorch"}


def test_code_that_is_only_shown_is_read_with_the_page(tmp_path: Path) -> None:
    made = documented(
        book(page("a", cell("import num as n"), CodeBlock("n.mean", "python"))), (NUM,)
    )
    assert "n.mean" in made.names["a"]["jax"]


def test_saved_names_lead_to_the_page_that_saves_them(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    shelf.build()
    pages = {path.name: path.read_text() for path in (tmp_path / "_build/web").glob("*.html")}
    found = {(name, *one) for name, text in pages.items() for one in DOC.findall(text)}
    assert found
    assert all(url in pages and url != name for name, url, _ in found)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Documentation with an inventory, on this machine; its address."""
    root = tmp_path / "site"
    root.mkdir()
    (root / "objects.inv").write_bytes(inventory())
    (root / "broken").mkdir()
    (root / "broken/objects.inv").write_bytes(b"<html>")
    with serve(root) as address:
        yield f"{address}/"


def test_inventories_are_listed_and_fetched(site: str, tmp_path: Path) -> None:
    toml = f'[intersphinx]\nnum = "{site}"\nbroken = "{site}broken"\nfar = "http://far.example/"\n'
    folder = small_book(tmp_path / "book", toml, a="# A\n\n{func}`num.mean`\n")
    listed = ("inventories", "--book", folder)
    assert [row["state"] for row in lines(*listed)] == ["not here"] * 3
    assert "num: 10 things" in hexapla("inventories", "fetch", "num", "--book", folder)
    assert lines(*listed)[0]["state"] == "10 things"
    said = hexapla("inventories", "fetch", "--book", folder, code=1)
    assert "inventory of 'broken' could not be fetched" in said
    assert "does not begin with https://" in said
    assert not (folder / "inventories/broken.inv").exists()
    assert "did you mean 'num'" in hexapla("inventories", "fetch", "nmu", "--book", folder, code=2)
    (folder / "inventories/broken.inv").write_text("no")
    assert lines(*listed)[1]["state"].startswith("damaged")


def test_the_inventories_of_the_book_can_be_read() -> None:
    folder = Path(__file__).parent.parent / "book"
    made, problems = read(folder)
    assert made is not None
    assert [p for p in problems if "inventor" in p.code] == []
    known = {one.name for one in made.config.inventories}
    assert known == {path.stem for path in (folder / "inventories").glob("*.inv")}


def test_any_is_a_thing_of_the_book_also_without_inventories(tmp_path: Path) -> None:
    made = Shelf(small_book(tmp_path, a="# A\n\n(here)=\n## Here\n\nSee {any}`here`.\n"))
    assert [problem.code for problem in made.build()] == []
    assert 'href="#here"' in made.tree("_build/web")["a.html"].decode()
