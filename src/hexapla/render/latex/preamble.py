"""What stands before a book's text: its class, packages, and the environments of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hexapla.model.book import Book, Config
from hexapla.model.words import word
from hexapla.render.latex.characters import SIGNS
from hexapla.render.latex.katex import DEFINED, PACKAGES, SWITCHES
from hexapla.render.latex.languages import CHINESE, FACES, FONTS, HYPHENS, IDEOGRAPHS, SHARED

LINE = 418.0  # points: how wide a line of text is
WIDTH = 0.602 * 0.84  # of a character of code, in its size, as its font is scaled
PLAIN = ("definition", "example", "remark", "observation", "assumption", "property", "algorithm")
# Commands of text that a macro of formulas may be called by, too.
OWN = re.compile(r"\\(?:[HbcdkrtuvLlOoSPij]|aa|AA|ss|ae|AE|oe|OE|th|dh|DH|TH|copyright|pounds)")


@dataclass(frozen=True, slots=True)
class Holds:
    """What a book holds that its preamble must provide for."""

    theorems: tuple[str, ...]  # kinds, in the order of their names
    commands: frozenset[str]  # of formulas
    signs: str  # beyond ASCII: in formulas, and in code
    code: str
    ideographs: bool
    indexed: bool
    index_placed: bool  # on a page of its own
    cited: bool


def preamble(book: Book, holds: Holds) -> str:
    """All of it, as a file of its own."""
    config = book.config
    parts = (
        HEAD,
        _fonts(config, holds),
        PACKAGES_OF_TEXT,
        _maths(config, holds),
        _listings(config, holds),
        _figures(config),
        _statements(config, holds),
        BOXES,
        WORDS_APART,
        NO_JOINTS if _is_ideographic(config, holds) else JOINTS,
        _back(config, holds),
        _links(config),
    )
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


HEAD = r"""
% The look of the book, and the environments that its chapters use. Change what you like.
"""

PACKAGES_OF_TEXT = r"""
\usepackage[normalem]{ulem}
\usepackage{enumitem}
\usepackage{graphicx}
\usepackage{booktabs, longtable, multirow, array}
\usepackage[hypcap=false]{caption}
\usepackage{subcaption}
\usepackage{xcolor}
\usepackage{multicol}
\usepackage{xurl}
\usepackage{footnotehyper}
\providecommand{\footref}[1]{\textsuperscript{\ref{#1}}}
\makeatletter % a picture is as large as it is, but no larger than the page
\newcommand{\fitwidth}{\ifdim\Gin@nat@width>\linewidth\linewidth\else\Gin@nat@width\fi}
\newcommand{\fitheight}{%
  \ifdim\Gin@nat@height>0.85\textheight 0.85\textheight\else\Gin@nat@height\fi}
\makeatother
\setkeys{Gin}{width=\fitwidth, height=\fitheight, keepaspectratio}
\newsavebox{\shrunkbox} % what is wider than a line is made to fit
\newenvironment{shrunk}{\begin{lrbox}{\shrunkbox}}{\end{lrbox}%
  \ifdim\wd\shrunkbox>\linewidth\resizebox{\linewidth}{!}{\usebox{\shrunkbox}}%
  \else\usebox{\shrunkbox}\fi}
\setlength{\emergencystretch}{3em}
\setlistdepth{9}
\renewlist{itemize}{itemize}{9}
\setlist[itemize]{label=\textbullet}
\renewlist{enumerate}{enumerate}{9}
\setlist[enumerate]{label=\arabic*.}
\setlist[enumerate,2]{label=\alph*.}
\setlist[enumerate,3]{label=\roman*.}
"""

BOXES = r"""
% --- Boxes ------------------------------------------------------------------
\usepackage[most]{tcolorbox}
\tcbset{plainbox/.style={breakable, enhanced, frame hidden, boxrule=0pt, sharp corners,
  colback=black!4, left=8pt, right=8pt, top=6pt, bottom=6pt, before skip=10pt, after skip=10pt}}
\newtcolorbox{admonition}[2]{plainbox, borderline west={2pt}{0pt}{black!55},
  before upper={\textbf{#2}\par\smallskip}}
\newtcolorbox{aside}[1]{plainbox, fontupper=\small, borderline west={0.5pt}{0pt}{black!40},
  before upper={\def\asidetitle{#1}\ifx\asidetitle\empty\else\textbf{#1}\par\smallskip\fi}}
\newtcolorbox{card}[1]{plainbox, colback=white, borderline={0.4pt}{0pt}{black!40},
  before upper={\textbf{#1}\par\smallskip}}
\newenvironment{epigraph}{\begin{quote}\itshape}{\end{quote}}
\newenvironment{pullquote}{\begin{quote}\large\itshape}{\end{quote}}
\newcommand{\attribution}[1]{\par\raggedleft\upshape --- #1\par}
\newcommand{\tabtitle}[1]{\par\medskip\noindent\textbf{#1}\nopagebreak}
\newcommand{\scenebreak}{\begin{center}$\ast\quad\ast\quad\ast$\end{center}}
"""

WORDS_APART = r"""
% --- Words that are set apart -----------------------------------------------
\DeclareRobustCommand{\code}[1]{{\ttfamily\codebreaks #1}}
\newcommand{\kbd}[1]{{\setlength{\fboxsep}{1.5pt}\fbox{\ttfamily\footnotesize\strut #1}}}
\newcommand{\badge}[1]{{\setlength{\fboxsep}{1.5pt}\fbox{\sffamily\footnotesize\strut #1}}}
\newcommand{\marked}[1]{\uline{#1}}
\newcommand{\smallwords}[1]{{\small #1}}
\newcommand{\broken}[1]{\textcolor{red}{\texttt{#1}}} % a formula that cannot be set
"""


# Between two letters of code within a line; where xeCJK is, it sees to what stands between letters.
JOINTS = r"""
% A line may end after these signs in code, if it must.
\newXeTeXintercharclass\codejoint
\makeatletter
\@tfor\sign:=.(,=/[:\do{\expandafter\XeTeXcharclass\expandafter`\sign=\codejoint}
\makeatother
\XeTeXcharclass`\_=\codejoint
\XeTeXinterchartoks\codejoint 0={\penalty200 }
\newcommand{\codebreaks}{\XeTeXinterchartokenstate=1 }
"""


NO_JOINTS = "\\newcommand{\\codebreaks}{}"


def _is_ideographic(config: Config, holds: Holds) -> bool:
    """Whether xeCJK is loaded, by the class or by us."""
    return holds.ideographs or config.language.partition("-")[0] == "zh"


def _fonts(config: Config, holds: Holds) -> str:
    lines = ["% --- Fonts and language " + "-" * 54, "\\usepackage{fontspec}"]
    lines += FONTS.strip("\n").split("\n")
    language = config.language.partition("-")[0]
    if language == "zh":
        return "\n".join((*lines, CHINESE.strip("\n")))  # the class has its own
    lines.insert(1, "\\usepackage{scrhack}")
    if holds.ideographs:
        lines += ["\\usepackage{xeCJK}", IDEOGRAPHS.strip("\n")]
        lines[-1] = lines[-1].replace("FACE", FACES.get(language, "SC"))
        lines += [] if language in FACES else [SHARED]
    if language in HYPHENS:
        name = HYPHENS[language][0]
        lines.append(f"\\IfFileExists{{{name}.ldf}}{{\\usepackage[{name}]{{babel}}}}{{}}")
    return "\n".join(lines)


def _maths(config: Config, holds: Holds) -> str:
    """The packages, what KaTeX has and LaTeX has not, and the macros of the book."""
    lines = ["% --- Formulas " + "-" * 64, "\\usepackage{amsmath, amssymb, mathtools, bm}"]
    wanted = dict.fromkeys(PACKAGES[name] for name in sorted(holds.commands & PACKAGES.keys()))
    lines += [f"\\usepackage{{{package}}}" for package in wanted]
    lines.append("\\allowdisplaybreaks")
    own = config.macros
    for name in sorted(holds.commands & DEFINED.keys() - own.keys()):
        lines.append(f"\\providecommand{{{name}}}{_arity(DEFINED[name])}{{{DEFINED[name]}}}")
    for name in sorted(holds.commands & SWITCHES.keys() - own.keys()):
        text, maths = SWITCHES[name]
        lines.append(f"\\DeclareOldFontCommand{{{name}}}{{\\normalfont{text}}}{{{maths}}}")
    for name in own:
        lines += _macro(name, own[name])
    signs = [sign for sign in holds.signs if sign in SIGNS]
    if signs:
        lines += SIGN.strip("\n").split("\n")
        lines += [f"\\mathsign{{{sign}}}{{{SIGNS[sign]}}}" for sign in signs]
    return "\n".join(lines)


SIGN = r"""
% Signs that are typed as they are in formulas.
\newcommand{\mathsign}[2]{\Umathcodenum`#1="1FFFFF
  \begingroup\lccode`~=`#1\lowercase{\endgroup\gdef~}{#2}}
"""


def _macro(name: str, text: str) -> list[str]:
    """A macro of the book; one called as a command of text is one in formulas alone."""
    if not re.fullmatch(r"\\(?:[A-Za-z]+|[^A-Za-z])", name):
        return []
    arity = _arity(text)
    if OWN.fullmatch(name):
        bare = name.removeprefix("\\")
        return [
            f"\\newcommand{{\\maths{bare}sign}}{arity}{{{text}}}",
            f"\\AtBeginDocument{{\\let\\text{bare}sign{name}"
            f"\\protected\\def{name}{{\\ifmmode\\expandafter\\maths{bare}sign"
            f"\\else\\expandafter\\text{bare}sign\\fi}}}}",
        ]
    return [f"\\providecommand{{{name}}}{{}}", f"\\renewcommand{{{name}}}{arity}{{{text}}}"]


def _arity(text: str) -> str:
    count = max((int(number) for number in re.findall(r"#(\d)", text)), default=0)
    return f"[{count}]" if count else ""


def _listings(config: Config, holds: Holds) -> str:
    size = min(LINE / (WIDTH * max(config.paper.code_width, 40)), 11.0)
    made = LISTINGS.replace("SIZE", f"{size:.1f}").replace("SKIP", f"{size * 1.25:.1f}")
    if _is_ideographic(config, holds):
        return WITHOUT.sub("\\\\usepackage{xeCJK-listings}\n", made)
    return made.replace("SIGNS", holds.code) if holds.code else WITHOUT.sub("", made)


LISTINGS = r"""
% --- Code -------------------------------------------------------------------
\usepackage{listings}
% Letters beyond ASCII that code holds: listings must know them to keep their order.
\makeatletter
\lst@InputCatcodes
\def\lst@DefEC{\lst@CCECUse\lst@ProcessLetter SIGNS^^00}
\lst@RestoreCatcodes
\makeatother
% marked={2,3}: lines that stand out.
\makeatletter
\lst@Key{marked}{}{\def\markedlines{#1}}
\lst@AddToHook{EveryLine}{%
  \edef\thisline{\noexpand\in@{,\the\numexpr\value{lstnumber}+1\relax,}{,\markedlines,}}\thisline
  \ifin@\llap{\textcolor{black!60}{\rule[-0.35ex]{2pt}{1.9ex}}\kern 3pt}\fi}
\makeatother
\newsavebox{\breakmark} % where a line too long for the page goes on
\AtBeginDocument{\sbox{\breakmark}{\scriptsize\textcolor{black!50}{$\hookrightarrow$}\space}}
\lstset{language=Python, basicstyle=\ttfamily\fontsize{SIZE}{SKIP}\selectfont,
  columns=fullflexible, keepspaces, showstringspaces=false, upquote,
  keywordstyle=\bfseries, commentstyle=\itshape\color{black!60}, stringstyle=\color{black!75},
  breaklines, breakatwhitespace=false, breakindent=1.5em,
  postbreak=\usebox{\breakmark},
  numberstyle=\tiny\color{black!50}, aboveskip=\medskipamount, belowskip=\medskipamount,
  captionpos=b, marked={}}
\lstdefinestyle{output}{language={}, backgroundcolor=\color{black!4}, xleftmargin=3pt,
  framesep=3pt, frame=none}
\lstnewenvironment{printout}[1][]{\lstset{style=output, #1}}{}
\lstnewenvironment{messages}[1][]{\lstset{style=output, backgroundcolor=\color{black!8}, #1}}{}
"""
WITHOUT = re.compile(r"% Letters beyond.*?makeatother\n", re.S)


# What a number begins with: nothing, where no chapter has a number.
PREFIXES: Mapping[str, str] = {
    "chapter": "\\ifnum\\value{chapter}>0 \\thechapter.\\fi",
    "section": "\\ifnum\\value{chapter}>0 \\ifnum\\value{section}>0 "
    "\\thesection.\\else\\thechapter.\\fi\\fi",
    "book": "",
}
NAMES = {
    "figure": "figurename",
    "table": "tablename",
    "listing": "lstlistingname",
    "contents": "contentsname",
    "part": "partname",
}


def _figures(config: Config) -> str:
    """Numbers within chapters, or through the book; what things are called."""
    per = config.numbering.per
    lines = ["% --- Numbers and names " + "-" * 55]
    lines.append(f"\\setcounter{{secnumdepth}}{{{config.numbering.depth - 1}}}")
    lines.append("\\setcounter{tocdepth}{1}")
    lines.append(f"\\newcommand{{\\inchapter}}[1]{{{PREFIXES[per]}\\arabic{{#1}}}}")
    for kind in ("figure", "table", "equation"):
        lines += [f"\\counterwithout{{{kind}}}{{chapter}}"] if per == "book" else []
        lines.append(f"\\renewcommand{{\\the{kind}}}{{\\inchapter{{{kind}}}}}")
        lines += _within_section(kind) if per == "section" else []
    if per == "book":
        lines.append("\\lstset{numberbychapter=false}")
    told = [f"\\def\\{c}{{{word(k, config.language)}}}" for k, c in NAMES.items()]
    lines.append(f"\\AtBeginDocument{{{''.join(told)}}}")
    if per == "section":
        listing = "".join(_within_section("lstlisting"))
        own = "\\renewcommand{\\thelstlisting}{\\inchapter{lstlisting}}"
        lines.append(f"\\AtBeginDocument{{{own}{listing}}}")
    return "\n".join(lines)


def _within_section(kind: str) -> Iterable[str]:
    """A counter that begins again with each section, and what its links are called."""
    yield f"\\counterwithin*{{{kind}}}{{section}}"
    yield f"\\AtBeginDocument{{\\def\\theH{kind}{{\\theHsection.\\arabic{{{kind}}}}}}}"


def _statements(config: Config, holds: Holds) -> str:
    """Theorems of each kind that there is, exercises, solutions."""
    lines = ["% --- Theorems and exercises " + "-" * 50, "\\usepackage{amsthm}"]
    per = config.numbering.per
    together = config.numbering.theorems == "together"
    kinds = [kind for kind in holds.theorems if kind != "proof"]
    first = ["theorem"] if together and kinds else []
    for kind in dict.fromkeys((*first, *kinds)):
        name = word(kind, config.language)
        style = "definition" if kind in PLAIN else "plain"
        shared = "[theorem]" if together and kind != "theorem" else ""
        lines += [f"\\theoremstyle{{{style}}}", *_theorem(kind, name, shared, per)]
    lines.append("\\theoremstyle{definition}")
    lines += _theorem("exercise", word("exercise", config.language), "", per)
    names = (word("solution", config.language), word("exercise", config.language))
    lines.append(SOLUTION.strip("\n").replace("SOLUTION", names[0]).replace("EXERCISE", names[1]))
    return "\n".join(lines)


SOLUTION = r"""
\newenvironment{solution}[1][]{\par\medskip\noindent\def\solves{#1}%
  \textbf{SOLUTION\ifx\solves\empty\else: EXERCISE~#1\fi.} }{\par\medskip}
"""


def _theorem(kind: str, name: str, shared: str, per: str) -> Iterable[str]:
    within = "" if per == "book" or shared else "[chapter]"
    yield f"\\newtheorem{{{kind}}}{shared}{{{name}}}{within}"
    yield f"\\newtheorem*{{{kind}*}}{{{name}}}"
    if within:
        yield f"\\renewcommand{{\\the{kind}}}{{\\inchapter{{{kind}}}}}"
        yield from _within_section(kind) if per == "section" else ()


STYLES: Mapping[str, tuple[str, str]] = {
    "author-year": ("round,authoryear", "plainnat"),
    "numeric": ("square,numbers", "unsrtnat"),
    "alpha": ("square,numbers", "alpha"),
}


def _back(config: Config, holds: Holds) -> str:
    """The bibliography and the index."""
    lines = ["% --- Bibliography and index " + "-" * 50]
    options, style = STYLES.get(config.citations.style, STYLES["author-year"])
    files = ",".join(name.rpartition(".")[0] for name in config.bibliography)
    lines.append(f"\\usepackage[{options}]{{natbib}}")
    lines.append(f"\\bibliographystyle{{{style}}}")
    lines.append("% The list without a heading: it stands in a chapter of its own.")
    lines.append(
        "\\newcommand{\\references}{{\\renewcommand{\\bibsection}{}"
        f"\\bibliography{{{files}}}}}}}"
    )
    if holds.indexed:
        lines += INDEX.strip("\n").split("\n")
    return "\n".join(lines)


INDEX = r"""
\usepackage{makeidx}
\makeindex
% The index without a heading: it stands in a chapter of its own.
\renewenvironment{theindex}{\begin{multicols}{2}\small\setlength{\parindent}{0pt}\raggedright
  \renewcommand{\item}{\par\hangindent 2em }\renewcommand{\subitem}{\item\hspace*{1em}}%
  \renewcommand{\subsubitem}{\item\hspace*{2em}}\renewcommand{\indexspace}{\par\medskip}}%
  {\end{multicols}}
"""


def _links(config: Config) -> str:
    return r"""
% --- Links ------------------------------------------------------------------
\usepackage[hidelinks, bookmarksnumbered]{hyperref}
\pdfstringdefDisableCommands{\def\code#1{#1}\def\symbols#1{#1}\def\kbd#1{#1}\def\badge#1{#1}%
  \def\marked#1{#1}\def\smallwords#1{#1}\def\broken#1{#1}\def\sout#1{#1}\def\uline#1{#1}}
"""
