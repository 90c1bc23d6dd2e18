"""What each code of a problem means, and how bad it is: the list of `docs/problems.md`, as data.

A test holds the two and the constructors together; `BLESS=1 pytest tests/test_manual.py` renews it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from hexapla.model.problems import Severity

TABLE = """
no-book             error     the folder has neither a 'book.toml' nor the files of another system
bad-config          error     'book.toml' is no TOML (a '_config.yml' no YAML), or a key has a wrong value
unknown-key         error     'book.toml', a '_config.yml', '_toc.yml' or 'myst.yml', or 'needs' or 'execution' in a page's front matter, has a key that does not exist
no-effect           warning   a '_config.yml', 'myst.yml' or 'config.ini' has keys that mean nothing here
no-contents         warning   a '_config.yml' has no '_toc.yml' beside it, or the first page of a project of d2lbook no list 'toc': all pages of the folder are built, by name
bad-redirect        error     a redirect leads from the address of a page, or to none
bad-alias           error     an alias of a project of d2lbook cannot be read
left-alias          warning   a name that an alias stands for could not be put as the framework's own
bad-tab             error     code asks of d2lbook's tabs what cannot be answered
unsaved-line        warning   d2lbook saves a line that a package cannot have
empty-part          warning   a part lists no pages, as where its key 'chapters' is mistyped; it is left out
missing-page        error     the book lists a page that is not there
duplicate-page      error     two pages have one name
unreadable          error     a file cannot be read, or is not UTF-8
dropped-html        warning   HTML that could act (a form, a script, an iframe beside other things) is left out
missing-file        error     a page shows, or lists under 'files', a file that is not there
outside             error     a path or a link leads out of the book's folder
unknown-code        warning   what is to be ignored is the code of no problem
never-silent        warning   what is to be ignored is an error
bad-lock            error     a lock has a line that pins no version
no-lock             warning   a variant has an environment and no lock
bad-entry           error     an entry of the bibliography is broken, or has a key that is taken
low-contrast        warning   a colour of the theme makes a text hard to read on its ground
bad-template        error     a template of the book's own cannot be read or filled in
unknown-template    warning   a file among the book's templates has the name of none, and none takes it in
bad-front-matter    error     the YAML at the top of a page cannot be read, or a key has a wrong value
no-title            error     a page has no heading of the first level
unknown-directive   error     a fence names a directive that does not exist
unknown-role        error     the same for a role
no-substitution     error     nothing stands for '{{ name }}'
bad-substitution    error     a substitution is within itself, lacks a variant, or is an expression
unknown-option      warning   a directive does not have this option
unknown-tag         warning   a tag of a cell is nearly one that has an effect
unknown-language    warning   the language of a block of code is nearly one that is highlighted
bad-directive       error     a directive lacks its argument, or an option has a wrong value
bad-role            error     a role has nothing in it
bad-mark            warning   a mark of d2lbook is broken, or stands where it means nothing; the text says how it was read
unknown-variant     error     a cell or block is for a variant that the book does not have
unclosed            error     a fence or formula is opened and not closed before what holds it ends
bad-notebook        error     a notebook that is a page, or that 'hexapla sync' is given, is no notebook (its JSON is broken, it is of an old format), or is of no page of the book
raw-cell            warning   a raw cell of a notebook is for a format that Hexapla does not write, such as 'text/restructuredtext'; it is left out
too-deep            error     lists, quotations or directives stand more than forty deep in each other
too-tangled         error     a paragraph has hundreds of thousands of marks, or thousands of brackets that nothing closes
duplicate-label     error     a label is given twice
unknown-label       error     a reference to a label that nothing has
unnumbered          warning   a reference by number to something without one
unknown-page        error     a link or '{doc}' to a page that the book does not have
unknown-citation    error     a citation of a work that the bibliography does not have
unknown-term        error     '{term}' names what no glossary of the book explains
unknown-need        warning   a page needs what no page of the book teaches
late-need           warning   a page needs what only a later one teaches
needs-in-a-circle   warning   pages need each other
unlisted-citation   warning   a work is cited, and no list of references holds it
bad-style           error     the style of CSL that 'book.toml' names cannot be used
unknown-object      warning   documentation that the book links to has nothing of that name
no-inventory        warning   the inventory of some documentation is not there; links into it are only words
bad-inventory       error     a file is no inventory that can be read
inventory-failed    error     an inventory could not be fetched
unknown-footnote    error     the mark of a footnote that has no text on the page
duplicate-footnote  error     a page has two footnotes of one name; the first is shown
unused-footnote     warning   nothing refers to a footnote, so it is not shown
unknown-exercise    error     a solution to an exercise that does not exist
embeds-itself       error     something that embeds itself, by way of what it embeds
not-embedded        error     a heading or page that cannot be shown again, or far too much of what can
unknown-value       error     a name under which no cell glued a value
bad-formula         error     a formula cannot be set
not-on-paper        warning   a picture, medium or piece of HTML that paper cannot show
bad-code            error     a cell is not Python that can be read
bad-save            error     '#@save' stands where nothing can be saved, or what it saves could not work in a package
bad-reopening       error     saved code adds to a class that is not saved before it, or in a way that cannot be put into the class
bad-test            error     '#@save test' marks what is no test, and what none uses
saved-anew          warning   a saved item is computed with a name that is saved anew later: the package has only the later one
rebound             warning   a page binds a saved name again without saving it, and saved code uses it
saved-cycle         error     topics, or what is needed at once in one topic, need each other
unknown-saved       error     a page takes a name from the companion that no page saves
saved-later         warning   a page takes a name that only a later page saves
saved-in-some       warning   a name is saved for some variants and not for another that has code on the page
other-parameters    warning   a saved name takes other parameters in another variant
idle-only           note      ':only:' on a cell whose saved names are alike in all variants
variant-gap         warning   a page has code for some variants and not for this one
stale               warning   the code of a page, or what it uses, changed since it ran
never-run           warning   the code of a page has never run in this variant
wide-output         warning   what a cell shows has lines that paper would have to break
cell-raised         error     a cell raised an exception
cell-timeout        error     a cell or page ran longer than it may
memory-exceeded     error     a page took more memory than it may
no-gpu              warning   this machine has fewer GPUs than a page needs
too-big             warning   a page needs more cores or memory than the machine has, and runs alone
kernel-died         error     the process that ran a page ended by itself
file-changed        error     a file that a page reads was changed after the book was read and before the page ran
no-kernel           error     no kernel could be started
no-environment      error     the environment of a variant is not set up
environment-differs error     an environment does not hold what its lock says
environment-failed  error     an environment could not be made
no-data             error     a data set that pages load is nowhere on this machine
altered-data        error     a file of a data set is not the one with that checksum
data-failed         error     a data set could not be put in place
fetch-failed        error     a data set could not be downloaded
preview-failed      error     the preview could not read the book after an edit, by a mistake of Hexapla's
no-scratch          error     'hexapla refresh' has no scratch environment to try the book in
unused-profile      warning   a page gives a name a value for a profile, and no cell of a variant uses that name
outputs-differ      error     run again, a page shows other text than is committed
pictures-differ     warning   run again, a page draws a picture of another size than is committed
outputs-move        warning   on newer releases, a page shows something else than is committed
no-package          error     the book has no companion package to build
package-failed      error     the package's wheel could not be built
no-revision         error     the book cannot be read as it was at a revision that git is asked for
version-behind      warning   the book's version is not what the changes of its package ask for
not-installed       error     pages that run with the package alone have no environment that holds it as it is
package-broken      error     the wheel, installed by itself, lacks a name, or brings or loads what it should not
package-test        error     a saved test fails on the installed wheel
no-build            error     an export is asked for a CUDA that the framework has no known build for
damaged-record      warning   a stored result is not what was stored
false-claim         warning   a claim is not true of what the code gave in a variant
claims-disagree     warning   what the variants give for a claim is farther apart than its tolerance
unknown-claim       error     a claim or a pair names what no cell is labelled or glues
unchecked-claim     warning   a claim cannot be compared: no number, several, or none in some variant
pair-without-start  warning   a pair of programs does not show that both begin alike
unchecked-pair      warning   what a pair of programs shows cannot be compared: other numbers of numbers, or one side only
pair-apart          warning   two programs for the same begin or end differently
sync-conflict       error     a cell was edited in the notebook, and in the source too, or is gone there
not-synced          error     an edit that cannot be taken back: of text, of the order, of a cell that is gone (without '--delete'), or one that would change what stands around it
no-alt              warning   an image, a figure, or a cell that draws has no alternative text
wide-code           warning   a line of code is wider than paper takes; a line with an address may be
unlisted-page       warning   a Markdown file or notebook in the book's folder is no page, and no page includes it or links to it
variant-prose       note      prose for several variants lacks one that has code on the page
unused-label        note      nothing refers to a label that has no other use: a figure's, a table's, a formula's; not that of a heading, an exercise or a cell
uncited-work        note      nothing cites an entry of the bibliography
todo                note      'TODO', 'FIXME' or 'XXX' in prose, in a comment, in a cell's comment, or '{todo}'
dead-link           error     with '--external': a link of the web leads nowhere
unreachable-link    warning   a link of the web gave no answer, or one of trouble
moved-link          note      a link of the web has moved for good
unchecked-link      note      a link of the web is not for programs, or not public
not-writable        error     an output folder or file cannot be written
no-search           warning   Pagefind could not make the index of the site's search
not-typeset         error     Typst cannot set a block, and a mark stands in its place on paper
doubtful-setting    warning   Typst has doubts about something, as its message says
no-paper            error     a PDF could not be set at all, and only says so
missing-font        error     '[paper.fonts]' names a font that is not there
missing-glyphs      error     no font of the book's has some of its signs
no-standard         error     a PDF does not meet a standard that '[paper]' asks for
unfit-picture       error     a picture cannot stand on paper or in an EPUB: it is broken, too large, of another kind, or not what its name says
cut-picture         warning   a drawing holds a script, or a style or picture from elsewhere, which paper leaves out
too-wide            warning   a formula, a table or a line of code is wider than the text on paper
coarse-picture      warning   a picture has fewer than 200 dots to the inch where it is printed
unformatted         warning   ruff could not format a file of the companion package, which is written as it stands on the pages
not-ours            error     a file of yours stands where one of the companion package would go; it was left as it is
bad-path            error     a writer wanted to write outside its folder
no-slides           warning   slides are wanted, and no page says what is on them
unknown-plugin      error     'book.toml' or the command line names an output that does not exist
"""


def _row(line: str) -> tuple[str, tuple[Severity, str]]:
    code, severity, means = line.split(None, 2)
    return code, (cast(Severity, severity), means)


CODES: Mapping[str, tuple[Severity, str]] = dict(map(_row, TABLE.strip().split("\n")))
