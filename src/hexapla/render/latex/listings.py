"""Code and what it printed, as the package listings sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hexapla.model.nodes import CodeBlock
from hexapla.model.walk import plain
from hexapla.render.latex.escaping import code, escaped, verbatim
from hexapla.render.latex.figures import CAPTION, Caption, captioned
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.notes import noted

# The languages that listings knows, by our names for them.
LANGUAGES: Mapping[str, str] = {
    "python": "Python",
    "python3": "Python",
    "py": "Python",
    "ipython": "Python",
    "ipython3": "Python",
    "pycon": "Python",
    "bash": "bash",
    "sh": "bash",
    "shell": "bash",
    "console": "bash",
    "zsh": "bash",
    "c": "C",
    "cpp": "C++",
    "c++": "C++",
    "java": "Java",
    "r": "R",
    "sql": "SQL",
    "html": "HTML",
    "xml": "XML",
    "tex": "TeX",
    "latex": "[LaTeX]TeX",
    "make": "make",
    "makefile": "make",
    "matlab": "Matlab",
    "octave": "Octave",
    "ruby": "Ruby",
    "perl": "Perl",
    "php": "PHP",
    "haskell": "Haskell",
    "lua": "{[5.3]Lua}",
    "fortran": "Fortran",
    "scala": "Scala",
    "go": "Go",
}
BRACKETS = frozenset("[]")
ENDS = ("\\end{lstlisting}", "\\end{printout}", "\\end{messages}")


def listing(node: CodeBlock, frame: Frame) -> str:
    """Code as a listing; the language is said where it is not that of the book."""
    text = verbatim(node.code.strip("\n"))
    if frame.held or any(end in text for end in ENDS):
        return _spelt(node, text, frame)
    options = [*_language(node.language)]
    caption = Caption("", "", "", counted=False)
    if node.number or node.caption:
        of = (node.number, node.label, node.caption)
        caption = captioned("lstlisting", *of, frame)
        has_brackets = not BRACKETS.isdisjoint(caption.words)
        words = _shortened(caption, node) if has_brackets else caption.words
        options.append(f"{'caption' if caption.counted else 'title'}={{{words}}}")
        options += [f"label={caption.label}"] if caption.label else []
    if node.filename and not caption.words:
        options.append(f"title={{\\code{{{code(node.filename)}}}}}")
    if node.first is not None:
        options += ["numbers=left", f"firstnumber={node.first}"]
    if node.marked:
        first = node.first or 1
        options.append(f"marked={{{','.join(str(first + line - 1) for line in node.marked)}}}")
    said = f"[{', '.join(options)}]" if options else ""
    return f"{caption.told}\\begin{{lstlisting}}{said}\n{text}\n\\end{{lstlisting}}{noted(frame)}"


def printed(text: str, frame: Frame, kind: str = "printout") -> str:
    """What code gave, in an environment of its own."""
    text = verbatim(text)
    if frame.held or any(end in text for end in ENDS):
        return in_lines(text)
    return f"\\begin{{{kind}}}\n{text}\n\\end{{{kind}}}"


def in_lines(text: str) -> str:
    """Code in the argument of a command, where none can stand as it is: a line in a line."""
    return " \\\\\n".join(f"\\code{{{code(line) or '~'}}}" for line in text.split("\n"))


def _spelt(node: CodeBlock, text: str, frame: Frame) -> str:
    """A listing in an argument, or that would end its own environment: line by line, over its
    caption."""
    if not node.number and not node.caption:
        return in_lines(text)
    caption = captioned("lstlisting", node.number, node.label, node.caption, frame)
    said = CAPTION.sub(r"\\captionof\1{lstlisting}{", caption.said())
    return f"{caption.told}{in_lines(text)}\n\n{said}{noted(frame)}"


def _shortened(caption: Caption, node: CodeBlock) -> str:
    """A caption that holds brackets: listings takes its short form for a list of listings, which
    must have none."""
    if not caption.counted:
        return f"{{{caption.words}}}"
    short = escaped("".join(sign for sign in plain(node.caption) if sign not in BRACKETS).strip())
    return f"[{short or '~'}]{{{caption.words}}}"


def _language(name: str) -> Iterable[str]:
    known = LANGUAGES.get(name.lower(), "{}")
    return () if known == "Python" else (f"language={known}",)
