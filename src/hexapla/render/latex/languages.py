"""What LaTeX needs for the language that a book is written in."""

from __future__ import annotations

from collections.abc import Mapping

# By language: its name for babel, and the package of Debian that has its hyphenation.
HYPHENS: Mapping[str, tuple[str, str]] = {
    "de": ("ngerman", "texlive-lang-german"),
    "fr": ("french", "texlive-lang-french"),
    "es": ("spanish", "texlive-lang-spanish"),
    "it": ("italian", "texlive-lang-italian"),
    "pt": ("portuguese", "texlive-lang-portuguese"),
    "nl": ("dutch", "texlive-lang-european"),
    "sv": ("swedish", "texlive-lang-european"),
    "da": ("danish", "texlive-lang-european"),
    "fi": ("finnish", "texlive-lang-european"),
    "pl": ("polish", "texlive-lang-polish"),
    "cs": ("czech", "texlive-lang-czechslovak"),
    "sk": ("slovak", "texlive-lang-czechslovak"),
    "ru": ("russian", "texlive-lang-cyrillic"),
    "uk": ("ukrainian", "texlive-lang-cyrillic"),
    "el": ("greek", "texlive-lang-greek"),
}
# By language: the packages of Debian that it needs besides those that all books do.
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "zh": ("texlive-lang-chinese",),
    "ja": ("texlive-lang-chinese", "fonts-noto-cjk"),
    "ko": ("texlive-lang-chinese", "fonts-noto-cjk"),
}
PACKAGES = (
    *("texlive-xetex", "texlive-latex-recommended", "texlive-latex-extra"),
    *("texlive-fonts-recommended", "texlive-plain-generic", "latexmk", "fonts-cmu"),
    "fonts-dejavu",
)
# What ideographs are set in: by language, the faces of a font; without it, that of TeX Live.
FACES: Mapping[str, str] = {"ja": "JP", "ko": "KR"}
IDEOGRAPHS = r"""
\IfFontExistsTF{Noto Serif CJK FACE}%
  {\setCJKmainfont{Noto Serif CJK FACE}\setCJKsansfont{Noto Sans CJK FACE}%
    \setCJKmonofont{Noto Sans Mono CJK FACE}}%
  {\setCJKmainfont[BoldFont=FandolSong-Bold.otf, ItalicFont=FandolKai-Regular.otf]%
    {FandolSong-Regular.otf}\setCJKsansfont{FandolHei-Regular.otf}%
    \setCJKmonofont{FandolFang-Regular.otf}}
"""
# Dashes, quotes and dots are those of the letters around them.
SHARED = '\\xeCJKDeclareCharClass{Default}{"00B7, "2013 -> "2027, "2030 -> "205E}'
# What the class for Chinese has not, of what the chapters and the title use; chapters are numbered
# in figures, as references say them.
CHINESE = r"""
\ctexset{chapter/number=\arabic{chapter}}
\newcommand{\addchap}[1]{\chapter*{#1}\addcontentsline{toc}{chapter}{#1}\markboth{#1}{#1}}
\newcommand{\addsec}[1]{\section*{#1}\addcontentsline{toc}{section}{#1}}
\newcommand{\addpart}[1]{\part*{#1}\addcontentsline{toc}{part}{#1}}
\makeatletter
\newcommand{\subtitle}[1]{\g@addto@macro\@title{\\[1ex]\large #1}}
\makeatother
\newcommand{\publishers}[1]{\date{#1}}
\newcommand{\lowertitleback}[1]{\AddToHook{cmd/maketitle/after}%
  {\thispagestyle{empty}\null\vfill\noindent #1\clearpage}}
"""
FONTS = r"""
% Computer Modern with all of Europe's letters, and code in DejaVu, where they are installed.
\IfFontExistsTF{CMU Serif}{\setmainfont{CMU Serif}\setsansfont{CMU Sans Serif}}{}
\IfFontExistsTF{DejaVu Sans Mono}{\setmonofont{DejaVu Sans Mono}[Scale=0.84]}{}
\IfFontExistsTF{DejaVu Sans}{\newfontfamily{\symbolfont}{DejaVu Sans}[Scale=0.9]}%
  {\newcommand{\symbolfont}{}}
\newcommand{\symbols}[1]{{\symbolfont #1}} % signs that the font of the text has not
"""
