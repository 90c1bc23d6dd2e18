"""Videos, frames, diagrams and raw text: what each becomes, and what hostile ones cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from books import Shelf, small_book
from hexapla.model.nodes import Media, Only, RawBlock
from hexapla.model.walk import walk
from hexapla.source.rst import in_markdown
from serving import STRICT, serve
from test_inclusions import book_of


def shown(folder: Path, page: str, **files: str) -> tuple[list[Media], list[str]]:
    book, problems = book_of(folder, f"# P\n\n{page}\n", **files)
    return [node for node in walk(next(book.pages()).body) if isinstance(node, Media)], problems


@pytest.mark.parametrize(
    ("page", "kind", "source"),
    [
        ("```{youtube} abc_-123\n```", "iframe", "https://www.youtube-nocookie.com/embed/abc_-123"),
        (
            "```{video} https://youtu.be/abc?start=9\n```",
            "iframe",
            "https://www.youtube-nocookie.com/embed/abc?start=9",
        ),
        (
            '<p align="center"><iframe src="//youtube.com/embed/abc?autoplay=1"></iframe></p>',
            "iframe",
            "https://www.youtube-nocookie.com/embed/abc",
        ),
        ("```{vimeo} 123\n```", "iframe", "https://player.vimeo.com/video/123?dnt=1"),
        ("<video controls><source src='a.mp4'>Alas.</video>", "video", "a.mp4"),
        ("<audio src='a.mp4'></audio>", "audio", "a.mp4"),
        ("![x](a.mp4)", "video", "a.mp4"),
        ("```{figure} a.mp4\n:name: fig\nx\n```", "video", "a.mp4"),
        (
            "```{raw} html\n<iframe src='https://a.org/b'></iframe>\n```",
            "iframe",
            "https://a.org/b",
        ),
    ],
)
def test_media(tmp_path: Path, page: str, kind: str, source: str) -> None:
    (media,), problems = shown(tmp_path, page, **{"a.mp4": "a video"})
    assert problems == []
    assert (media.kind, media.source) == (kind, source)


@pytest.mark.parametrize(
    "page",
    [
        "```{iframe} javascript:alert(1)\n```",
        "```{iframe} data:text/html,x\n```",
        "```{iframe} http://[x\n```",
        '```{youtube} x" onload="alert(1)\n```',
        "```{video} ../../secret.mp4\n```",
        "```{video} no.mp4\n```",
        "```{iframe} https://a.org\n:width: 1px;position:fixed\n```",
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, page: str) -> None:
    media, problems = shown(tmp_path, page)
    assert len(problems) == 1
    assert not any("javascript" in one.source or "data:text" in one.source for one in media)
    assert not any("fixed" in one.width for one in media)


def test_only_hosts_of_videos_have_a_name_of_their_own_in_their_frame(tmp_path: Path) -> None:
    frames = ("{iframe} https://a.org", "{youtube} abc", "{iframe} demo.html")
    page = "# P\n\n" + "".join(f"```{frame}\n```\n\n" for frame in frames)
    small_book(tmp_path, "", page=page)
    (tmp_path / "demo.html").write_text("<script>1</script>", encoding="utf-8")
    shelf = Shelf(tmp_path)
    assert shelf.build() == ()
    html = shelf.tree()["web/page.html"].decode()
    made = [part.split("</iframe>")[0] for part in html.split("<iframe ")[1:]]
    assert ["allow-same-origin" in frame for frame in made] == [False, True, False]
    assert all('loading="lazy"' in frame and "sandbox=" in frame for frame in made)
    assert "web/files/demo.html" in shelf.tree()


def test_only_is_for_the_outputs_that_its_expression_holds_for(tmp_path: Path) -> None:
    only = "```{{only}} {}\nx\n```\n\n".format
    said = ("html", "not html", "html or latex", "html and latex", "builder_html", "f(1)")
    book, problems = book_of(tmp_path, "# P\n\n" + "".join(map(only, said)))
    nodes = [node.outputs for node in next(book.pages()).body if isinstance(node, Only)]
    every = ("html", "latex", "epub", "text")
    assert nodes == [("html",), every[1:], ("html", "latex"), (), ("html",)]
    assert len(problems) == 1


def test_raw_text_may_lie_in_a_file(tmp_path: Path) -> None:
    page = "# P\n\n```{raw} html\n:file: a.html\n```\n"
    book, problems = book_of(tmp_path, page, **{"a.html": "<table></table>"})
    assert problems == []
    assert [n.html for n in walk(next(book.pages()).body) if isinstance(n, RawBlock)]


@given(st.text(alphabet=st.sampled_from(list(" .:`_*\n=-+ab<>")), max_size=200))
def test_any_text_is_some_text_in_markdown(text: str) -> None:
    said: list[tuple[str, int]] = []
    lines = in_markdown(text, lambda what, line: said.append((what, line))).split("\n")
    assert len(lines) >= text.count("\n")
    assert all(0 <= line <= text.count("\n") for _, line in said)


@pytest.mark.browser
def test_a_diagram_is_drawn_and_a_broken_one_shows_its_source(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    lines = ("# P", "```{mermaid}", "graph LR", " rain --> sea", "```", "")
    lines += ("```mermaid", "graph LR", " broken -->", "```", "")
    assert Shelf(small_book(tmp_path / "book", "", page="\n".join(lines))).build() == ()
    root = tmp_path / "book" / "_build" / "web"
    with serve(root, policy=STRICT) as address:
        browser.get(f"{address}/page.html")
        boxes = browser.find_elements(By.CSS_SELECTOR, ".out.live")
        wait = WebDriverWait(browser, 60)
        wait.until(lambda _: "drawn" in str(boxes[0].get_attribute("class")).split())
        wait.until(lambda _: "failed" in str(boxes[1].get_attribute("class")).split())
        assert "broken -->" in boxes[1].text
        browser.switch_to.frame(boxes[0].find_element(By.TAG_NAME, "iframe"))
        assert "rain" in browser.find_element(By.TAG_NAME, "svg").text
