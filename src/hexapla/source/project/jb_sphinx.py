"""What a _config.yml says to Sphinx: sphinx.config, its extensions, and options of the theme."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.source.project.marked import Marked
from hexapla.source.project.rules import (
    Found,
    Rules,
    listed,
    lost,
    only,
    several,
    silent,
    text,
    when,
)
from hexapla.source.project.said import Said, Unused
from hexapla.source.project.values import (
    execute,
    inventories,
    macros,
    mathjax,
    redirects,
    relative_redirects,
    stderr,
    substitutions,
    timeout,
)

# Extensions whose directives, roles and options are Hexapla's own, or that it can do without.
KNOWN = frozenset(
    (
        *("jupyter_book", "myst_nb", "myst_parser", "sphinx_external_toc", "sphinx_book_theme"),
        *("sphinx_copybutton", "sphinx_design", "sphinx_panels", "sphinx_togglebutton"),
        *("sphinx_inline_tabs", "sphinx_tabs.tabs", "sphinx_proof", "sphinx_exercise"),
        *("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex", "sphinx_subfigure"),
        *("sphinxcontrib.bibtex", "sphinxcontrib.mermaid", "sphinxcontrib.rsvgconverter"),
        *("sphinx.ext.mathjax", "sphinx.ext.intersphinx", "sphinx.ext.imgconverter"),
        *("sphinx.ext.githubpages", "sphinxext.rediraffe", "sphinx_reredirects"),
        *(
            "sphinx_tojupyter",
            "sphinx_tomyst",
            "sphinx_remove_toctrees",
            "sphinx_last_updated_by_git",
        ),
    )
)
# How works are cited, by what bibtex_reference_style and bibtex_default_style call it.
STYLES = {
    "author_year": "author-year",
    "author_year_round": "author-year",
    "label": "alpha",
    "super": "numeric",
}
MATH = "sphinx.config.mathjax"
# With how many sections' numbers those of figures begin.
SECNUM = {0: "book", 1: "chapter", 2: "section"}


def _extensions(name: str, value: Marked) -> Iterator[Found]:
    for item in value.list():
        if item.text() not in KNOWN:
            yield Unused(f"{name}: {item.text()}", item.at)


def _reference_style(name: str, value: Marked) -> Iterator[Found]:
    if style := STYLES.get(value.text()):
        yield Said(("citations", "style"), style, value.at)
    elif value.value:
        yield Unused(name, value.at)


def works(name: str, value: Marked) -> Iterator[Found]:
    """The files of works; Sphinx has lists of them where an author places one, and nowhere else."""
    yield from several("bibliography")(name, value)
    yield Said(("citations", "lists"), False, value.at)


def _secnum(name: str, value: Marked) -> Iterator[Found]:
    """Of how many sections a figure's number begins with the numbers: none, the chapter's, or that
    of its section."""
    per = SECNUM.get(value.value) if isinstance(value.value, int) else None
    if per is None:
        yield Unused(name, value.at)
    elif per != "chapter":
        yield Said(("numbering", "per"), per, value.at)


def _logo(name: str, value: Marked) -> Iterator[Found]:
    for key, item in value.table().items():
        if key in ("image_light", "light"):
            yield Said(("logo",), item.text(), item.at)
        elif key not in ("alt_text", "image_dark", "dark") and item.value:
            yield Unused(f"{name}.{key}", item.at)


THEME: Rules = {
    "repository_url": text("repository"),
    "repository_branch": text("branch"),
    "path_to_docs": text("repository_folder"),
    "use_repository_button": listed(("web", "buttons"), "source"),
    "use_source_button": listed(("web", "buttons"), "source"),
    "use_edit_page_button": listed(("web", "buttons"), "edit"),
    "use_issues_button": listed(("web", "buttons"), "issues"),
    "launch_buttons.binderhub_url": text("launch", "binder"),
    "launch_buttons.colab_url": text("launch", "colab"),
    "launch_buttons.jupyterhub_url": text("launch", "jupyterhub"),
    "launch_buttons.notebook_interface": text("launch", "interface"),
    "launch_buttons.thebe": lost,
    "launch_buttons.deepnote_url": lost,
    "logo": _logo,
    "logo_only": silent,
    "home_page_in_toc": only(True),
    "use_download_button": lost,
    "use_fullscreen_button": lost,
    "use_sidenotes": lost,
    "toc_title": lost,
    "show_toc_level": silent,
    "show_navbar_depth": silent,
    "collapse_navigation": silent,
    "navigation_with_keys": lost,
    "extra_footer": lost,
    "announcement": lost,
    "analytics": lost,
    "icon_links": lost,
}

SPHINX: Rules = {
    "sphinx.extra_extensions": _extensions,
    "sphinx.local_extensions": lost,
    "sphinx.recursive_update": silent,
    f"{MATH}3_config": mathjax,
    f"{MATH}_config": mathjax,
    f"{MATH}2_config": mathjax,
    f"{MATH}_macros": macros,
    f"{MATH}_path": silent,
    f"{MATH}_options": silent,
    "sphinx.config.language": text("language"),
    "sphinx.config.html_title": silent,
    "sphinx.config.html_short_title": silent,
    "sphinx.config.html_logo": text("logo"),
    "sphinx.config.html_favicon": text("favicon"),
    "sphinx.config.html_extra_path": several("web", "extra"),
    "sphinx.config.html_static_path": silent,  # pages take their files from wherever they are
    "sphinx.config.html_js_files": lost,
    "sphinx.config.html_css_files": lost,
    "sphinx.config.html_theme": only("sphinx_book_theme"),
    "sphinx.config.html_baseurl": text("web", "url"),
    "sphinx.config.html_context": lost,
    "sphinx.config.html_sidebars": lost,
    "sphinx.config.html_last_updated_fmt": lost,
    "sphinx.config.html_show_copyright": only(True),
    "sphinx.config.html_show_sphinx": silent,
    "sphinx.config.html_show_sourcelink": silent,
    "sphinx.config.html_copy_source": silent,
    "sphinx.config.html_add_permalinks": silent,
    "sphinx.config.templates_path": lost,
    "sphinx.config.copyright": text("copyright"),
    "sphinx.config.author": several("authors"),
    "sphinx.config.exclude_patterns": several("exclude"),
    "sphinx.config.bibtex_bibfiles": works,
    "sphinx.config.bibtex_reference_style": _reference_style,
    "sphinx.config.bibtex_default_style": lost,
    "sphinx.config.bibtex_tooltips": silent,
    "sphinx.config.bibtex_tooltips_style": silent,
    "sphinx.config.intersphinx_mapping": inventories,
    "sphinx.config.intersphinx_timeout": silent,
    "sphinx.config.rediraffe_redirects": redirects,
    "sphinx.config.rediraffe_branch": silent,
    "sphinx.config.rediraffe_auto_redirect_perc": silent,
    "sphinx.config.redirects": relative_redirects,
    "sphinx.config.myst_substitutions": substitutions,
    "sphinx.config.myst_enable_extensions": silent,
    "sphinx.config.myst_heading_anchors": silent,
    "sphinx.config.myst_url_schemes": silent,
    "sphinx.config.myst_dmath_double_inline": silent,
    "sphinx.config.myst_all_links_external": lost,
    "sphinx.config.nb_mime_priority_overrides": lost,
    "sphinx.config.nb_render_markdown_format": silent,
    "sphinx.config.nb_merge_streams": silent,
    "sphinx.config.nb_execution_show_tb": silent,
    "sphinx.config.nb_execution_raise_on_error": silent,
    "sphinx.config.nb_execution_mode": execute,
    "sphinx.config.nb_execution_timeout": timeout,
    "sphinx.config.nb_execution_allow_errors": listed(("execution", "tags"), "raises-exception"),
    "sphinx.config.nb_execution_excludepatterns": several("execution", "skip"),
    "sphinx.config.nb_execution_in_temp": silent,
    "sphinx.config.nb_execution_cache_path": silent,
    "sphinx.config.nb_output_stderr": stderr,
    "sphinx.config.nb_custom_formats": lost,
    "sphinx.config.numfig": only(True),
    "sphinx.config.numfig_format": lost,
    "sphinx.config.numfig_secnum_depth": _secnum,
    "sphinx.config.math_numfig": only(True),
    "sphinx.config.math_number_all": when(True, ("numbering", "equations"), "all"),
    "sphinx.config.math_eqref_format": lost,
    "sphinx.config.proof_minimal_theme": silent,
    "sphinx.config.proof_title_format": lost,
    "sphinx.config.proof_number_weight": lost,
    "sphinx.config.proof_uncounted_types": lost,
    "sphinx.config.prf_realtyp_to_countertyp": lost,
    "sphinx.config.hide_solutions": lost,
    "sphinx.config.exercise_style": lost,
    "sphinx.config.suppress_warnings": lost,
    "sphinx.config.nitpicky": silent,
    "sphinx.config.nitpick_ignore": silent,
    "sphinx.config.linkcheck_ignore": lost,
    "sphinx.config.autodoc_default_options": lost,
    "sphinx.config.latex_engine": lost,
    "sphinx.config.latex_elements": lost,
    "sphinx.config.latex_toplevel_sectioning": lost,
    "sphinx.config.pygments_style": lost,
    "sphinx.config.highlight_language": lost,
    "sphinx.config.copybutton_prompt_text": lost,
    **{f"sphinx.config.html_theme_options.{name}": rule for name, rule in THEME.items()},
}
