"""config.ini of d2lbook: what each of its keys comes to in book.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from hexapla.source.project.marked import Marked
from hexapla.source.project.rules import Found, Rule, Rules, lost, only, silent, text
from hexapla.source.project.said import MORE, Said, Unused

VERSION = re.compile(r"(\d+!)?\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?")
AUTHORS = re.compile(r",\s*and\s+|,|\n|\s+and\s+")
TITLES = {
    "mxnet": "MXNet",
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "jax": "JAX",
    "paddle": "PaddlePaddle",
    "mindspore": "MindSpore",
    "numpy": "NumPy",
}
COLAB = "https://colab.research.google.com"


def names(value: Marked | None) -> tuple[str, ...]:
    """The words of a list: patterns, or the names of tabs."""
    return tuple((value.text() if value else "").replace(",", " ").split())


def _authors(name: str, value: Marked) -> Iterator[Found]:
    for author in AUTHORS.split(value.text()):
        if author.strip():
            yield Said(("authors", MORE), author.strip(), value.at)


def _release(name: str, value: Marked) -> Iterator[Found]:
    if VERSION.fullmatch(value.text()):
        yield Said(("version",), value.text(), value.at)
    elif value.text():
        yield Unused(f"{name}: {value.text()}, no version that a package can have", value.at)


def _patterns(*path: str) -> Rule:
    def rule(name: str, value: Marked) -> Iterator[Found]:
        for pattern in names(value):
            yield Said((*path, MORE), pattern, value.at)

    return rule


def _tabs(name: str, value: Marked) -> Iterator[Found]:
    for n, tab in enumerate(names(value)):
        path = ("variants", n)
        yield Said((*path, "name"), tab.lower(), value.at)
        yield Said((*path, "title"), TITLES.get(tab.lower(), tab), value.at)


def _evaluated(name: str, value: Marked) -> Iterator[Found]:
    if value.text().lower() in ("false", "no", "off", "0"):
        yield Said(("execution", "skip", MORE), "**", value.at)


def _strict(name: str, value: Marked) -> Iterator[Found]:
    if value.text().lower() in ("true", "yes", "on", "1"):
        yield Unused(f"{name} (say --strict)", value.at)


def _links(name: str, value: Marked) -> Iterator[Found]:
    """Links of the bar: title, address and icon, one after the other."""
    items = [item.strip() for item in re.split(r"[,\n]", value.text()) if item.strip()]
    n = 0
    for title, url in zip_longest(items[::3], items[1::3], fillvalue=""):
        if url.startswith(("https://", "http://")):
            yield Said(("theme", "links", n, "title"), title, value.at)
            yield Said(("theme", "links", n, "url"), url, value.at)
            n += 1
        else:
            yield Unused(f"{name}: {title}, {url}".removesuffix(", "), value.at)
    for icon in items[2::3]:
        yield Unused(f"{name}: the icon '{icon}'", value.at)


def _colab(name: str, value: Marked) -> Iterator[Found]:
    """The repository of notebooks; where each tab has its own, none of them is that of all."""
    words = value.text()
    if re.fullmatch(r"[\w.-]+/[\w.-]+", words):
        yield Said(("launch", "colab"), COLAB, value.at)
        yield Said(("launch", "notebooks", "repository"), f"https://github.com/{words}", value.at)
    elif words:
        yield Unused(name, value.at)


CONFIG: Rules = {
    "project.name": silent,  # what files are called: the title says it here
    "project.title": text("title"),
    "project.author": _authors,
    "project.release": _release,
    "project.copyright": text("copyright"),
    "project.lang": text("language"),
    "translation.origin_repo": lost,
    "translation.origin_lang": lost,
    "translation.translator": lost,
    "translation.terminology": lost,
    "build.index": silent,  # it is read where the contents are
    "build.notebooks": silent,
    "build.rsts": lost,
    "build.non-notebooks": _patterns("exclude"),
    "build.exclusions": _patterns("exclude"),
    "build.dependencies": silent,  # what a page is made of is seen from the page
    "build.dependences": silent,
    "build.resources": silent,  # every file of the folder can be shown and read
    "build.eval_notebook": _evaluated,
    "build.source_dir": only("", "."),
    "build.output_dir": only("", "_build"),
    "build.warning_is_error": _strict,
    "build.sphinx_extensions": lost,
    "build.sphinx_configs": lost,
    "build.tabs": _tabs,
    "build.origin_repo": lost,
    "html.header_links": _links,
    "html.favicon": text("favicon"),
    "html.html_logo": text("logo"),
    "html.logo": text("logo"),
    "html.include_css": lost,
    "html.include_js": lost,
    "html.css": lost,
    "pdf.main_font": lost,
    "pdf.sans_font": lost,
    "pdf.mono_font": lost,
    "pdf.post_latex": lost,
    "pdf.latex_logo": lost,
    "pdf.bibfile": lost,
    "library.save_filename": lost,
    "library.save_mark": lost,
    "library.save_patterns": lost,
    "library.version": lost,
    "library.version_file": lost,
    "library.root_dir": lost,
    "deploy.header_links": _links,  # where early versions had it
    "deploy.google_analytics_tracking_id": lost,
    "deploy.github_repo": lost,
    "deploy.s3_bucket": lost,
    "deploy.other_file_s3urls": lost,
    "colab.github_repo": _colab,
    "colab.exclusions": lost,
    "colab.libs": lost,
    "colab.libs_header": lost,
    "colab.gpu_pattern": lost,
    "colab.replace_svg_url": lost,
    "sagemaker.github_repo": lost,
    "sagemaker.kernel": lost,
    "sagemaker.libs": lost,
    "sagemaker.libs_header": lost,
    "slides.top_left": lost,
    "slides.top_right": lost,
    "slides.github_repo": lost,
}
