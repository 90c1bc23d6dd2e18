"""All that can be wrong with a book, one constructor for each kind.

A problem says what is wrong, where, and what to do about it. An error means that a reader
would miss something; a warning, that an author should know; a note is advice, which never makes
a command fail. `code` is a stable name for filters and for the manual's list of problems.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hexapla.model.near import Names
from hexapla.model.nodes import NOWHERE, Place

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    text: str
    at: Place = NOWHERE
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at.file else ""
        return f"{where}{self.severity}: {self.text} [{self.code}]"


Problems = tuple[Problem, ...]

FINE = 200  # dots to the inch that pictures have at least where they are printed


# --- book.toml and the files of the book ---------------------------------------------------------


def no_book(folder: str) -> Problem:
    text = (
        f"there is no book.toml in {folder}, and no myst.yml, _toc.yml or config.ini of another "
        "system; `hexapla new DIR` makes a book to start from"
    )
    return Problem("no-book", text)


def bad_config(what: str, at: Place) -> Problem:
    return Problem("bad-config", what, at)


def unknown_key(key: str, known: Iterable[str], at: Place, *, of: str = "book.toml") -> Problem:
    text = f"{of} has no key '{key}'{_meant(key, known)}"
    return Problem("unknown-key", text, at)


def key_of_the_top(key: str, table: str, at: Place) -> Problem:
    text = f"'{key}' is no key of [{table}]: it stands at the top of book.toml, above all tables"
    return Problem("unknown-key", text, at)


def no_effect(keys: Iterable[tuple[str, int]], at: Place) -> Problem:
    """`keys` are those of one foreign configuration, each with its line."""
    shown = ", ".join(f"{key} (line {line})" for key, line in keys)
    return Problem("no-effect", f"this has no effect here: {shown}", at, "warning")


def no_contents(listing: str, at: Place) -> Problem:
    text = (
        f"there is no {listing} that lists the pages: they are all those of the folder, by name; "
        "list them in the order in which they are to be read"
    )
    return Problem("no-contents", text, at, "warning")


def missing_page(file: str, known: Iterable[str], at: Place) -> Problem:
    text = f"the page '{file}' is not there{_meant(file, known)}; write it, or take it out"
    return Problem("missing-page", text, at)


def empty_part(title: str, at: Place) -> Problem:
    named = f"the part '{title}'" if title else "a part"
    text = f'{named} has no pages and is left out; list them: chapters = ["page.md"]'
    return Problem("empty-part", text, at, "warning")


def duplicate_page(page: str, first: Place, at: Place) -> Problem:
    text = f"two pages are called '{page}' (the other: {first}); give one an `id` of its own"
    return Problem("duplicate-page", text, at)


def bad_alias(alias: str, why: str, at: Place) -> Problem:
    return Problem("bad-alias", f"the alias '{alias}' of config.ini is left out: {why}", at)


def bad_tab(what: str, at: Place) -> Problem:
    return Problem("bad-tab", what, at)


def left_alias(alias: str, why: str, at: Place) -> Problem:
    text = f"'{alias}' stays as it is, and no page saves a name like it: {why}"
    return Problem("left-alias", text, at, "warning")


def unsaved_line(at: Place) -> Problem:
    text = (
        "d2lbook saves this line with the one above it, and a package can only have what gives a "
        "name to something; part the two by an empty line if it is not meant"
    )
    return Problem("unsaved-line", text, at, "warning")


def bad_redirect(old: str, why: str, at: Place) -> Problem:
    text = f"the redirect from '{old}' is left out: {why}"
    return Problem("bad-redirect", text, at)


def unreadable(file: str, why: str, at: Place = NOWHERE) -> Problem:
    text = f"'{file}' cannot be read: {why}"
    return Problem("unreadable", text, at)


def bad_lock(what: str, at: Place) -> Problem:
    return Problem("bad-lock", what, at)


def no_lock(variant: str, file: str) -> Problem:
    text = f"{variant} has no lock '{file}'; `hexapla env create {variant}` makes it"
    return Problem("no-lock", text, Place(file, 1), "warning")


def bad_entry(what: str, at: Place) -> Problem:
    return Problem("bad-entry", what, at)


def unknown_code(code: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no problem has the code '{code}'{_meant(code, known)}"
    return Problem("unknown-code", text, at, "warning")


def never_silent(code: str, at: Place) -> Problem:
    text = f"'{code}' cannot be ignored: it is an error, since readers would miss something"
    return Problem("never-silent", text, at, "warning")


def low_contrast(
    colours: tuple[str, str], scheme: str, found: str, better: str, at: Place
) -> Problem:
    """`colours` are those of a text and of its ground, each with its name."""
    text = (
        f"{colours[0]} on {colours[1]} ({scheme}) has a contrast of {found}, and readers need 4.5; "
        f"{better} would do"
    )
    return Problem("low-contrast", text, at, "warning")


def bad_template(what: str, at: Place) -> Problem:
    return Problem("bad-template", f"{what}; our own is used instead", at)


def unknown_template(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no template is called '{name}', and none takes it in{_meant(name, known)}"
    return Problem("unknown-template", text, at, "warning")


# --- the text of a page --------------------------------------------------------------------------


def bad_front_matter(what: str, at: Place) -> Problem:
    text = f"the front matter cannot be read: {what}"
    return Problem("bad-front-matter", text, at)


def unknown_directive(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no directive is called '{name}'{_meant(name, known)}; its content is shown as it is"
    return Problem("unknown-directive", text, at)


def unknown_role(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no role is called '{name}'{_meant(name, known)}; its content is shown as it is"
    return Problem("unknown-role", text, at)


def unknown_option(name: str, directive: str, known: Iterable[str], at: Place) -> Problem:
    text = f"'{directive}' has no option '{name}'{_meant(name, known)}"
    return Problem("unknown-option", text, at, "warning")


def unknown_tag(tag: str, meant: str, at: Place) -> Problem:
    text = f"the tag '{tag}' has no effect; did you mean '{meant}'?"
    return Problem("unknown-tag", text, at, "warning")


def unknown_language(name: str, meant: str, at: Place) -> Problem:
    text = f"the language '{name}' has no highlighting; did you mean '{meant}'?"
    return Problem("unknown-language", text, at, "warning")


def bad_directive(directive: str, what: str, at: Place) -> Problem:
    return Problem("bad-directive", f"'{directive}': {what}", at)


def unknown_variant(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"the book has no variant '{name}'{_meant(name, known)}; book.toml lists its variants"
    return Problem("unknown-variant", text, at)


def unclosed(what: str, at: Place) -> Problem:
    text = f"{what} is opened here and never closed"
    return Problem("unclosed", text, at)


def bad_mark(mark: str, what: str, at: Place) -> Problem:
    """A mark of another system's Markdown that is not as it should be."""
    return Problem("bad-mark", f"`{mark}`: {what}", at, "warning")


def bad_role(role: str, what: str, at: Place) -> Problem:
    return Problem("bad-role", f"'{role}': {what}", at)


def no_substitution(name: str, known: Iterable[str], at: Place) -> Problem:
    text = (
        f"nothing stands for '{name}'{_meant(name, known)}; give it a text in [substitutions] of "
        "book.toml, or in the front matter"
    )
    return Problem("no-substitution", text, at)


def bad_substitution(name: str, what: str, at: Place) -> Problem:
    return Problem("bad-substitution", f"the substitution '{name}': {what}", at)


def too_deep(at: Place) -> Problem:
    text = "what begins here is nested too deep to be shown whole; make it flatter"
    return Problem("too-deep", text, at)


def too_tangled(at: Place) -> Problem:
    text = "this paragraph has too many marks to be read; it is kept as it is written"
    return Problem("too-tangled", text, at)


def no_title(at: Place) -> Problem:
    text = "the page has no title; begin it with a line '# Title'"
    return Problem("no-title", text, at)


def bad_notebook(what: str, at: Place) -> Problem:
    return Problem("bad-notebook", f"this notebook cannot be read: {what}", at)


def raw_cell(mime: str, at: Place) -> Problem:
    text = f"the raw cell is for {mime}, and no output of Hexapla: it is left out"
    return Problem("raw-cell", text, at, "warning")


def sync_conflict(where: str, what: str, at: Place) -> Problem:
    text = (
        f"{where} was edited, and the cell of the source {what}; the source is left as it is: "
        "decide between the two, or write the notebook anew and edit that"
    )
    return Problem("sync-conflict", text, at)


def not_synced(what: str, at: Place) -> Problem:
    return Problem("not-synced", what, at)


# --- labels, references, citations ---------------------------------------------------------------


def duplicate_label(label: str, first: Place, at: Place) -> Problem:
    text = f"the label '{label}' is already taken at {first}; this one is ignored"
    return Problem("duplicate-label", text, at)


def unknown_label(label: str, known: Iterable[str], at: Place) -> Problem:
    text = f"nothing in the book is labelled '{label}'{_meant(label, known)}"
    return Problem("unknown-label", text, at)


def unnumbered(label: str, at: Place) -> Problem:
    text = f"'{label}' has no number to refer to; use {{ref}} to refer to it by its title"
    return Problem("unnumbered", text, at, "warning")


def unknown_page(target: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no page of the book is '{target}'{_meant(target, known)}"
    return Problem("unknown-page", text, at)


def unknown_citation(key: str, known: Iterable[str], at: Place) -> Problem:
    text = f"the bibliography has no entry '{key}'{_meant(key, known)}"
    return Problem("unknown-citation", text, at)


def unknown_term(term: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no glossary of the book explains '{term}'{_meant(term, known)}"
    return Problem("unknown-term", text, at)


def unknown_need(need: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no page of the book teaches '{need}', nor is one called so{_meant(need, known)}"
    return Problem("unknown-need", text, at, "warning")


def late_need(need: str, page: str, at: Place) -> Problem:
    text = f"'{need}' is needed here, and only the later page '{page}' teaches it"
    return Problem("late-need", text, at, "warning")


def needs_in_a_circle(pages: Iterable[str], at: Place) -> Problem:
    text = f"these pages need each other, so that none can be read first: {' → '.join(pages)}"
    return Problem("needs-in-a-circle", text, at, "warning")


def unlisted_citation(key: str, at: Place) -> Problem:
    text = f"'{key}' is cited, and no list of references holds it: place a {{bibliography}}"
    return Problem("unlisted-citation", text, at, "warning")


def bad_style(name: str, what: str) -> Problem:
    text = f"the style of citations '{name}' cannot be used: {what}"
    return Problem("bad-style", text, Place("book.toml", 1))


def unknown_footnote(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"the page has no footnote '{name}'{_meant(name, known)}"
    return Problem("unknown-footnote", text, at)


def duplicate_footnote(name: str, first: Place, at: Place) -> Problem:
    text = f"the page has a footnote '{name}' already, at {first}; this one is not shown: rename it"
    return Problem("duplicate-footnote", text, at)


def unused_footnote(name: str, at: Place) -> Problem:
    text = f"nothing on the page refers to the footnote '{name}': write [^{name}], or take it out"
    return Problem("unused-footnote", text, at, "warning")


def unknown_object(name: str, among: Iterable[str], near: str, at: Place) -> Problem:
    where = f"the documentation of {_few(among)} has no" if among else "no inventory knows"
    hint = f"; did you mean '{near}'?" if near else ""
    hint = hint or ("" if among else "; list inventories under [intersphinx] in book.toml")
    return Problem("unknown-object", f"{where} '{name}'{hint}", at, "warning")


def no_inventory(name: str, file: str, at: Place) -> Problem:
    text = f"'{name}' has no inventory '{file}'; `hexapla inventories fetch {name}` gets it"
    return Problem("no-inventory", text, at, "warning")


def bad_inventory(file: str, name: str, why: str, at: Place) -> Problem:
    text = f"'{file}' is no inventory: {why}; `hexapla inventories fetch {name}` gets it anew"
    return Problem("bad-inventory", text, at)


def no_such_inventory(name: str, url: str, why: str) -> Problem:
    text = f"the inventory of '{name}' could not be fetched from {url}: {why}"
    return Problem("inventory-failed", text)


def unknown_exercise(label: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no exercise is labelled '{label}'{_meant(label, known)}"
    return Problem("unknown-exercise", text, at)


def embeds_itself(label: str, at: Place) -> Problem:
    text = f"'{label}' embeds itself, by way of what it embeds; it is left out here"
    return Problem("embeds-itself", text, at)


def not_embedded(label: str, at: Place) -> Problem:
    text = (
        f"'{label}' cannot be shown here again: a heading or page cannot be embedded, nor can more "
        "than 20 000 nodes in all; embed a figure, a box, a paragraph or a cell"
    )
    return Problem("not-embedded", text, at)


def unknown_value(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no cell of the book glues a value named '{name}'{_meant(name, known)}"
    return Problem("unknown-value", text, at)


def dropped_html(name: str, at: Place) -> Problem:
    text = (
        f"the HTML <{name}> is left out, for it could act; there are directives for media "
        "(iframe, video, audio), and `image` for pictures"
    )
    return Problem("dropped-html", text, at, "warning")


def missing_file(file: str, known: Iterable[str], at: Place) -> Problem:
    text = f"the file '{file}' is not there{_meant(file, known)}"
    return Problem("missing-file", text, at)


def outside(file: str, at: Place) -> Problem:
    text = f"'{file}' lies outside the book; a book may name only files of its own folder"
    return Problem("outside", text, at)


def not_on_paper(what: str, why: str, at: Place) -> Problem:
    return Problem("not-on-paper", f"{what} is not on paper: {why}", at, "warning")


def bad_formula(message: str, at: Place) -> Problem:
    return Problem("bad-formula", f"the formula cannot be set: {' '.join(message.split())}", at)


# --- code: saved, planned, run -------------------------------------------------------------------


def bad_code(what: str, at: Place) -> Problem:
    text = f"the code cannot be read: {what}"
    return Problem("bad-code", text, at)


def bad_save(what: str, at: Place) -> Problem:
    return Problem("bad-save", what, at)


def bad_reopening(what: str, at: Place) -> Problem:
    return Problem("bad-reopening", what, at)


def bad_test(what: str, at: Place) -> Problem:
    return Problem("bad-test", what, at)


def saved_cycle(what: str, at: Place) -> Problem:
    return Problem("saved-cycle", what, at)


def saved_anew(name: str, needed: str, again: Place, at: Place) -> Problem:
    text = (
        f"'{name}' is computed with the '{needed}' of before, which is saved anew later ({again}), "
        f"and the package has only that; save '{name}' after it, or give one another name"
    )
    return Problem("saved-anew", text, at, "warning")


def rebound(name: str, by: str, at: Place) -> Problem:
    text = (
        f"'{name}', which is saved and which the saved '{by}' uses, is bound again here without "
        "#@save; the package has only what is saved: mark this line too, or take another name"
    )
    return Problem("rebound", text, at, "warning")


def unknown_saved(name: str, variant: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no page saves '{name}' for {variant}{_meant(name, known)}"
    return Problem("unknown-saved", text, at)


def saved_later(name: str, first: Place, at: Place) -> Problem:
    text = f"'{name}' is used here and saved only later, at {first}"
    return Problem("saved-later", text, at, "warning")


def saved_in_some(
    name: str, there: Iterable[str], missing: Iterable[tuple[str, Place]], at: Place
) -> Problem:
    """`missing` are the variants without it, each with its cell that stands nearest."""
    lacking = ", ".join(f"{variant} ({near})" for variant, near in missing)
    text = (
        f"'{name}' is saved for {', '.join(there)} and not for {lacking}; save it there, too, "
        "or say why not with `:only:` on a cell that saves it"
    )
    return Problem("saved-in-some", text, at, "warning")


def other_parameters(
    name: str,
    here: tuple[str, Iterable[str]],
    there: tuple[str, Iterable[str]],
    first: Place,
    at: Place,
) -> Problem:
    """Variants with their parameters; `first` is where the other one is saved."""
    text = (
        f"in {here[0]} '{name}' takes ({', '.join(here[1])}), and in {there[0]} ({first}) "
        f"({', '.join(there[1])}); make them alike, or say why not with `:only:`"
    )
    return Problem("other-parameters", text, at, "warning")


def idle_only(name: str, at: Place) -> Problem:
    text = f"`:only:` has nothing to excuse: all variants save '{name}', with the same parameters"
    return Problem("idle-only", text, at, "note")


def variant_gap(page: str, variant: str, at: Place) -> Problem:
    text = f"the page '{page}' has code, but none for {variant}"
    return Problem("variant-gap", text, at, "warning")


def stale(page: str, variant: str, at: Place) -> Problem:
    text = (
        f"the outputs of '{page}' in {variant} are stale: `hexapla why {page}` says why, "
        f"`hexapla run --page {page} --variant {variant}` renews them"
    )
    return Problem("stale", text, at, "warning")


def never_run(page: str, variant: str, at: Place) -> Problem:
    text = (
        f"the code of '{page}' has never run in {variant}: "
        f"`hexapla run --page {page} --variant {variant}` runs it"
    )
    return Problem("never-run", text, at, "warning")


def cell_raised(variant: str, error: str, at: Place) -> Problem:
    text = f"the cell raises in {variant}: {error} (tag it raises-exception if it should)"
    return Problem("cell-raised", text, at)


def wide_output(variant: str, width: int, paper: int, at: Place) -> Problem:
    text = (
        f"the cell shows lines of {width} characters in {variant}, and paper holds {paper}; "
        "print less in a line, or tag the cell remove-output"
    )
    return Problem("wide-output", text, at, "warning")


def cell_timeout(variant: str, seconds: float, of_page: float, where: str, at: Place) -> Problem:
    """`of_page` are the seconds of the whole page, where it was these that ended; else 0."""
    left = f", all that was left of the {of_page:g} s of its page," if of_page else ""
    key = "page_timeout" if of_page else "cell_timeout"
    text = (
        f"the cell did not end within {seconds:g} s{left} in {variant} and was stopped; make it "
        f"faster, or raise `execution.{key}` in {where}"
    )
    return Problem("cell-timeout", text, at)


def memory_exceeded(
    variant: str, why: str, sizes: tuple[int, int], where: str, at: Place
) -> Problem:
    """`sizes` are the bytes that the page may hold (0: all there are), and those that it held."""
    limit, peak = sizes
    held = f"held {_gib(peak)}, " if peak else ""
    may = f"the {_gib(limit)} that it may take" if limit else "the memory that there is"
    text = (
        f"the page does not fit into {may} in {variant} ({held}then: {why.rstrip(' :')}); "
        f"make it need less, or raise {where}"
    )
    return Problem("memory-exceeded", text, at)


def no_gpus(page: str, variant: str, needed: int, there: int, at: Place) -> Problem:
    needs = "a GPU" if needed == 1 else f"{needed} GPUs"
    has = {0: "none", 1: "one"}.get(there, str(there))
    text = (
        f"'{page}' needs {needs} in {variant}, and here is {has}: it did not run, and what it "
        f"last gave is shown; `hexapla run --page {page} --variant {variant}` where there is more"
    )
    return Problem("no-gpu", text, at, "warning")


def too_big(
    page: str, variant: str, needed: tuple[int, int], there: tuple[int, int], at: Place
) -> Problem:
    """`needed` and `there` are cores and bytes."""
    wanted = [f"{needed[0]} cores"] if needed[0] > there[0] else []
    wanted += [_gib(needed[1])] if needed[1] > there[1] else []
    text = (
        f"'{page}' needs {' and '.join(wanted)} in {variant}, and this machine gives it {there[0]} "
        f"cores and {_gib(there[1])}: it runs alone with these"
    )
    return Problem("too-big", text, at, "warning")


def kernel_died(variant: str, why: str, at: Place) -> Problem:
    text = f"the kernel died while it ran this cell in {variant}: {why}"
    return Problem("kernel-died", text, at)


def file_changed(page: str, file: str, at: Place) -> Problem:
    text = f"'{file}' was changed while the book ran, before '{page}' could read it; run it again"
    return Problem("file-changed", text, at)


def no_kernel(variant: str, why: str, at: Place) -> Problem:
    text = f"no kernel could be started for {variant}: {why}"
    return Problem("no-kernel", text, at)


def no_environment(variant: str) -> Problem:
    text = f"the environment of {variant} is not set up; `hexapla env create {variant}` does it"
    return Problem("no-environment", text)


def no_scratch(variant: str) -> Problem:
    text = (
        f"there is no scratch environment of {variant} to try the book in; "
        f"`hexapla refresh --upgrade --variant {variant}` makes it"
    )
    return Problem("no-scratch", text)


def environment_differs(variant: str, differences: Iterable[str], at: Place) -> Problem:
    shown = list(differences)
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    text = (
        f"the environment of {variant} is not what its lock says: {'; '.join(shown[:5])}{more}; "
        f"`hexapla env create {variant}` makes it anew"
    )
    return Problem("environment-differs", text, at)


def environment_failed(variant: str, why: str) -> Problem:
    text = f"the environment of {variant} could not be made: {why}"
    return Problem("environment-failed", text)


def no_package() -> Problem:
    text = "the book has no package: name it in book.toml, under [package], and mark code #@save"
    return Problem("no-package", text)


def package_failed(why: str) -> Problem:
    return Problem("package-failed", f"the package could not be built: {why}")


def no_revision(revision: str, why: str) -> Problem:
    return Problem("no-revision", f"the book cannot be read as it was at '{revision}': {why}")


def version_behind(version: str, needed: str, why: str, at: Place) -> Problem:
    text = f"the version is {version}, and {why}: make it {needed} or later"
    return Problem("version-behind", text, at, "warning")


def not_installed(variant: str, why: str) -> Problem:
    text = (
        f"pages that run with the package alone need an environment that holds it, and that of "
        f"{variant} {why}; `hexapla package --check --variant {variant}` makes it, and proves it"
    )
    return Problem("not-installed", text)


def package_broken(variant: str, what: str, at: Place) -> Problem:
    text = f"the package, installed for {variant} by itself, is not whole: {what}"
    return Problem("package-broken", text, at)


def package_test(variant: str, test: str, why: str) -> Problem:
    text = f"the saved test '{test}' fails on the installed package for {variant}: {why}"
    return Problem("package-test", text)


def no_build(variant: str, asked: str, known: Iterable[str]) -> Problem:
    text = (
        f"the framework of {variant}, at the release of its lock, has no build for CUDA {asked} "
        f"that is known; known are: {', '.join(known)}"
    )
    return Problem("no-build", text)


def no_data(name: str, files: Iterable[str], folder: str, source: str, fetched: bool) -> Problem:
    """`fetched` says that book.toml has an address that the set can be downloaded from."""
    do = f"`hexapla data fetch {name}` downloads it; or put" if fetched else "put"
    where = f" (they are at {source})" if source else ""
    text = f"the data set '{name}' is not here: {do} {_few(files)} into '{folder}'{where}"
    return Problem("no-data", text)


def altered_data(name: str, file: str) -> Problem:
    text = (
        f"'{file}' is not the file of the data set '{name}' that book.toml has the checksum of; "
        f"replace it, or mend the checksum if the set has truly changed"
    )
    return Problem("altered-data", text)


def data_failed(name: str, why: str) -> Problem:
    text = f"the data set '{name}' could not be made ready: {why}"
    return Problem("data-failed", text)


def preview_failed(why: str) -> Problem:
    text = (
        f"the preview is as it was before the last edit: a mistake of Hexapla's keeps it from "
        f"reading the book ({why}); please report it"
    )
    return Problem("preview-failed", text)


def fetch_failed(name: str, failures: Iterable[str], source: str) -> Problem:
    why = "; ".join(failures) or "book.toml has no address of it (a place like https://…)"
    by_hand = f"; it may be had by hand, see {source}" if source else ""
    return Problem("fetch-failed", f"the data set '{name}' could not be fetched: {why}{by_hand}")


def damaged_record(file: str, why: str) -> Problem:
    text = f"the stored result '{file}' is damaged ({why}) and was not used; run its page again"
    return Problem("damaged-record", text, Place(file, 1), "warning")


def not_kept(path: str, why: str) -> Problem:
    text = (
        f"results cannot be kept in '{path}': {why}; they are shown, and run again next time: "
        "make the folder writable"
    )
    return Problem("not-writable", text)


def unused_profile(name: str, profile: str, variant: str, at: Place) -> Problem:
    text = (
        f"the front matter gives '{name}' a value for the profile {profile}, but no cell for "
        f"{variant} assigns it or passes an argument of that name; mend the name, or take it out"
    )
    return Problem("unused-profile", text, at, "warning")


def outputs_differ(page: str, variant: str, was: str, now: str, at: Place) -> Problem:
    text = (
        f"run again, '{page}' shows something else in {variant}: {now}; committed is {was}. If "
        f"the new is right, `hexapla run --all --page {page} --variant {variant}` renews it; "
        "what is never twice the same, tag nbval-ignore-output"
    )
    return Problem("outputs-differ", text, at)


def pictures_differ(page: str, variant: str, was: str, now: str, at: Place) -> Problem:
    text = (
        f"run again, '{page}' draws something else in {variant}: {now}; committed is {was}. "
        f"`hexapla run --all --page {page} --variant {variant}` renews it"
    )
    return Problem("pictures-differ", text, at, "warning")


def outputs_move(page: str, variant: str, was: str, now: str, at: Place) -> Problem:
    text = (
        f"on the newest releases '{page}' shows something else in {variant}: {now}; committed "
        f"is {was}; see that what the page claims still holds"
    )
    return Problem("outputs-move", text, at, "warning")


# --- claims of what code gives, and pairs of programs ------------------------------------------


def false_claim(claim: str, found: str, variant: str, where: str, at: Place) -> Problem:
    """`where` is the cell that gave what was found, and whether its outputs are stale."""
    text = (
        f"'{claim}' is not true in {variant}: it is {found} ({where}); mend the sentence, or "
        "what the code does"
    )
    return Problem("false-claim", text, at, "warning")


def claims_disagree(claim: str, one: str, other: str, allowed: str, at: Place) -> Problem:
    """`one` and `other` are what two variants give, with their places."""
    text = (
        f"'{claim}': the variants are farther apart than {allowed}: {one}, {other}; see why, or "
        "widen the tolerance"
    )
    return Problem("claims-disagree", text, at, "warning")


def unknown_claim(name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no cell is labelled or glues '{name}'{_meant(name.partition('[')[0], known)}"
    return Problem("unknown-claim", text, at)


def unchecked_claim(claim: str, why: str, at: Place) -> Problem:
    return Problem("unchecked-claim", f"'{claim}' cannot be checked: {why}", at, "warning")


def pair_without_start(at: Place) -> Problem:
    text = (
        "the pair has no 'start': that two programs end alike proves little if they need not "
        "have begun alike; name cells that show where each begins"
    )
    return Problem("pair-without-start", text, at, "warning")


def unchecked_pair(names: str, why: str, at: Place) -> Problem:
    return Problem("unchecked-pair", f"{names} cannot be compared: {why}", at, "warning")


def pair_apart(names: str, here: str, there: str, allowed: str, at: Place) -> Problem:
    """`here` and `there` are the two numbers that differ most, with their places."""
    text = (
        f"{names} are not {allowed}: {here}, {there}; mend the one that is wrong, or the tolerance"
    )
    return Problem("pair-apart", text, at, "warning")


# --- what `hexapla check` says besides -----------------------------------------------------------


def no_alt(what: str, how: str, at: Place) -> Problem:
    text = f"{what} has no text for those who do not see it; say what it shows: {how}"
    return Problem("no-alt", text, at, "warning")


def wide_code(width: int, fits: int, more: int, at: Place) -> Problem:
    after = f"; so are {more} lines after it" if more else ""
    text = f"a line of {width} characters is wider than paper, which takes {fits}{after}: break it"
    return Problem("wide-code", text, at, "warning")


def unlisted_page(file: str) -> Problem:
    text = f"'{file}' is no page of the book; list it, link to it, or move it out of the folder"
    return Problem("unlisted-page", text, Place(file, 1), "warning")


def variant_prose(told: Iterable[str], lacking: Iterable[str], at: Place) -> Problem:
    text = f"this is told for {_few(told)}, and not for {_few(lacking)}, which the page has code of"
    return Problem("variant-prose", text, at, "note")


def no_slides() -> Problem:
    text = 'no page says what of it is on slides: begin one with a line +++ {"slide": "slide"}'
    return Problem("no-slides", text, NOWHERE, "warning")


def unused_label(label: str, kind: str, at: Place) -> Problem:
    text = f"nothing refers to the {kind} '{label}'; refer to it, or take its label out"
    return Problem("unused-label", text, at, "note")


def uncited_work(key: str, at: Place) -> Problem:
    text = f"nothing cites '{key}'; cite it, or take it out"
    return Problem("uncited-work", text, at, "note")


def todo(words: str, at: Place) -> Problem:
    return Problem("todo", f"still to be done: {words}", at, "note")


def dead_link(url: str, why: str, at: Place) -> Problem:
    text = f"'{url}' leads nowhere: {why}; link to where it is now, or take it out"
    return Problem("dead-link", text, at)


def unreachable_link(url: str, why: str, at: Place) -> Problem:
    text = f"'{url}' gave no answer: {why}; try again, and look at it in a browser"
    return Problem("unreachable-link", text, at, "warning")


def moved_link(url: str, to: str, at: Place) -> Problem:
    text = f"'{url}' has moved for good; link to '{to}'"
    return Problem("moved-link", text, at, "note")


def unchecked_link(url: str, why: str, at: Place) -> Problem:
    text = f"'{url}' was not checked: {why}; look at it in a browser"
    return Problem("unchecked-link", text, at, "note")


# --- writing -------------------------------------------------------------------------------------


def not_writable(path: str, why: str) -> Problem:
    text = f"'{path}' cannot be written: {why}; give another folder with --output"
    return Problem("not-writable", text)


def no_search(why: str) -> Problem:
    text = f"the site has no search, since Pagefind did not make its index: {why}"
    return Problem("no-search", text, NOWHERE, "warning")


def not_typeset(why: str, at: Place) -> Problem:
    text = f"Typst cannot set this, and a mark stands in its place on paper: {why}"
    return Problem("not-typeset", text, at)


def doubtful_setting(what: str, at: Place) -> Problem:
    return Problem("doubtful-setting", f"Typst says of this: {what}", at, "warning")


def no_paper(name: str, why: str) -> Problem:
    text = f"'{name}' could not be set, and only says so: {why}; `hexapla build` tries again"
    return Problem("no-paper", text)


def missing_font(family: str, folder: str, at: Place) -> Problem:
    where = f"the folder '{folder}' of the book" if folder else "no folder of the book"
    text = (
        f"no font is called '{family}'; looked for in {where}, among what Typst brings along, and "
        "on this machine for what [paper.fonts] lists under `system`"
    )
    return Problem("missing-font", text, at)


def missing_glyphs(signs: str, font: str, at: Place) -> Problem:
    text = f"no font of the book's has these signs: {signs} (the first is looked for in '{font}')"
    text += '; name one that has them beside it: [paper.fonts] text = ["…", "Noto Serif CJK SC"]'
    return Problem("missing-glyphs", text, at)


def no_standard(standard: str, why: str, at: Place) -> Problem:
    return Problem("no-standard", f"the PDF is set without the standard {standard}: {why}", at)


def unfit_picture(file: str, why: str, at: Place = NOWHERE) -> Problem:
    instead = "on paper a grey card stands in its place, in an EPUB its alternative text"
    return Problem("unfit-picture", f"'{file}' cannot be shown; {instead}: {why}", at)


def cut_picture(file: str, at: Place = NOWHERE) -> Problem:
    text = f"'{file}' is set without what in it could act: a script, a style or picture from afar"
    return Problem("cut-picture", text, at, "warning")


def too_wide(what: str, more: float, at: Place) -> Problem:
    text = f"{what} is {more:.0f} mm wider than the text on paper: break or shorten it"
    return Problem("too-wide", text, at, "warning")


def coarse_picture(file: str, dots: float, at: Place) -> Problem:
    text = (
        f"'{file}' has {dots:.0f} dots to the inch at the size it is printed in, and {FINE} are "
        "wanted: give a larger picture, or a drawing"
    )
    return Problem("coarse-picture", text, at, "warning")


def unformatted(file: str, why: str) -> Problem:
    text = f"'{file}' is written as it stands on the pages, and not formatted: {why}"
    return Problem("unformatted", text, NOWHERE, "warning")


def bad_path(path: str) -> Problem:
    text = f"a writer wanted to write '{path}', outside the output folder; it was not written"
    return Problem("bad-path", text)


def not_ours(file: str) -> Problem:
    text = (
        f"'{file}' is not made by Hexapla, and a file of the companion package would go there; "
        "it was left as it is: move it, or give [package] another folder or name"
    )
    return Problem("not-ours", text)


def unknown_plugin(kind: str, name: str, known: Iterable[str], at: Place) -> Problem:
    text = f"no {kind} is called '{name}'{_meant(name, known)}"
    return Problem("unknown-plugin", text, at)


def _gib(size: int) -> str:
    return f"{size / 2**30:.3g} GiB" if size >= 2**30 else f"{size / 2**20:.3g} MiB"


def _few(names: Iterable[str], most: int = 5) -> str:
    """The names, as far as they can be read in a line."""
    all_names = list(names)
    more = f" and {len(all_names) - most} more" if len(all_names) > most else ""
    return ", ".join(all_names[:most]) + more


def _meant(word: str, known: Iterable[str]) -> str:
    near = close(word, known)
    return f"; did you mean '{near}'?" if near else ""


def close(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word that is nearest to one that is not, "" if none is near."""
    names = known if isinstance(known, Names) else Names(known)
    return names.nearest(word, alike)
