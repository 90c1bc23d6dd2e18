"""Prose, formulas and code by small grammars: all of it plausible, no two pages alike."""

from __future__ import annotations

import textwrap
from random import Random
from string import Template


def _each(text: str) -> list[str]:
    return text.split()


NOUNS = _each("""
wave model signal sample measure estimate gradient noise harbour tide tower engine field
kernel matrix layer network step window basin channel current season storm sensor archive chart
valley river bridge surface boundary sequence record station margin filter weight token letter
average deviation threshold frequency interval cluster lattice orbit particle market voter author
reader page chapter experiment result theorem proof example question answer table column value
parameter function variable image pixel sentence word corpus batch epoch learner teacher reward
""")
ADJECTIVES = _each("""
slow steep shallow noisy regular hidden early late narrow broad sparse dense stable
linear convex smooth rough local global random fixed useful careful northern southern distant
robust brittle honest biased fresh plain deep wide small large quiet bright dull sharp common rare
""")
VERBS = _each("""
follows moves measures predicts explains bounds resembles contains replaces precedes
smooths reveals hides improves limits shifts outlives meets corrects repeats crosses describes
compresses reaches separates joins approximates dominates forgets remembers learns decides counts
""")
ADVERBS = _each("""
often rarely slowly always nearly exactly roughly seldom clearly quietly usually
""")
LINKS = _each("""
while although because until where since whenever unless
""")
STARTS = ("In practice", "For example", "Of course", "At first", "By contrast", "On the whole")
NAMES = _each("Almeida Brandt Castel Duarte Eklund Farrow Giraud Hansel Ibsen Jarvi Kowal Lind")
GREEK = _each(r"\alpha \beta \gamma \delta \epsilon \theta \lambda \mu \sigma \phi \psi \omega")
LATIN = _each("a b c d f g h k m n p q r s t u v w x y z A B F H K L M P Q R S T U V W X Y Z")


def noun(chance: Random) -> str:
    return chance.choice(NOUNS)


def name(chance: Random) -> str:
    """A name as code has it."""
    return f"{chance.choice(ADJECTIVES)}_{chance.choice(NOUNS)}"


def phrase(chance: Random) -> str:
    return f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}"


def title(chance: Random) -> str:
    """A heading; they may repeat in a book, as headings do."""
    ways = (
        lambda: f"The {phrase(chance)} and its {noun(chance)}",
        lambda: _plural(phrase(chance).capitalize()),
        lambda: f"How a {noun(chance)} {chance.choice(VERBS)} a {phrase(chance)}",
        lambda: f"From {noun(chance)} to {noun(chance)}",
    )
    return chance.choice(ways)()


def surname(chance: Random) -> str:
    return f"{chance.choice(NAMES)}, {chance.choice('ABCDEFGHJKLMNPRSTUVW')}."


def sentence(chance: Random) -> str:
    """Of six to some thirty words."""
    said = _clause(chance)
    if chance.random() < 0.45:
        said += f"{chance.choice((',', ''))} {chance.choice(LINKS)} {_clause(chance)}"
    if chance.random() < 0.15:
        said += f" (or so the {phrase(chance)} says)"
    if chance.random() < 0.15:
        said = f"{chance.choice(STARTS)}, {said}"
    if chance.random() < 0.08:
        said += f"; {_clause(chance)}"
    return said[0].upper() + said[1:] + chance.choice("......?!")


def paragraph(chance: Random, length: int) -> str:
    """Sentences of so many words together, or a few more."""
    said: list[str] = []
    while sum(one.count(" ") + 1 for one in said) < length:
        said.append(sentence(chance))
    return filled(" ".join(said))


def filled(text: str) -> str:
    """In lines, as an author's editor breaks them."""
    return textwrap.fill(
        text.replace("\n", " "), 96, break_long_words=False, break_on_hyphens=False
    )


def picture(number: int, section: int) -> str:
    return f"img/p{number:03}-{section}.{'png' if section % 5 > 2 else 'svg'}"


def _clause(chance: Random) -> str:
    adverb = f"{chance.choice(ADVERBS)} " if chance.random() < 0.3 else ""
    return f"{_thing(chance)} {adverb}{chance.choice(VERBS)} {_thing(chance)}"


def _thing(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return f"the {noun(chance)}"
    if kind < 0.7:
        return f"a {phrase(chance)}"
    if kind < 0.9:
        return f"the {noun(chance)} of the {phrase(chance)}"
    return f"{chance.randint(2, 900)} {_plural(phrase(chance))}"


def _plural(noun: str) -> str:
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return noun + ("es" if noun.endswith(("ch", "x")) else "s")


# --- formulas -------------------------------------------------------------------------------------
# $s, $t are symbols, $a, $b are terms, $n is a number. Their lengths are as those of real books:
# within a line some dozen characters, displayed some hundred.

INLINE = (
    "$s",
    "$s = $n",
    "$s = $a",
    r"$s \in \mathbb{R}^{$n}",
    r"$s \le $t",
    r"\|$s - $t\|_2^2",
    r"f($s) \mapsto $t",
    "($s, $t)",
)
TERMS = (
    "$a + $b",
    r"\frac{$a}{$b}",
    r"\sum_{i=1}^{n} $a $b",
    r"\sqrt{$a + $b}",
    r"\left( $a - $b \right)^{$n}",
    r"\int_0^1 $a \, \mathrm{d}x",
    r"\exp\left(-$a\right) \log $b",
    r"\mathbb{E}\left[$a \mid $s\right]",
    r"\begin{bmatrix} $a & $b \\ 0 & $s \end{bmatrix}",
    r"\operatorname{argmin}_{$s} $a",
    r"\nabla_{$s} $a \cdot $b",
    r"\begin{cases} $a & \text{if } $s > 0 \\ $b & \text{otherwise} \end{cases}",
)


def formula(chance: Random) -> str:
    """One that stands within a line."""
    return _term(chance, 1, INLINE)


def equation(chance: Random) -> str:
    return f"{_symbol(chance)}({_symbol(chance)}) = {_term(chance, 2)} + {_term(chance, 1)}"


def row(chance: Random) -> str:
    """One of several, aligned."""
    return f"{_symbol(chance)} &= {_term(chance, 1)} - {_term(chance, 1)}"


def _term(chance: Random, depth: int, forms: tuple[str, ...] = TERMS) -> str:
    if not depth:
        return _symbol(chance)
    return Template(chance.choice(forms)).substitute(
        a=_term(chance, depth - 1),
        b=_term(chance, depth - 1),
        s=_symbol(chance),
        t=_symbol(chance),
        n=chance.randint(2, 99),
    )


def _symbol(chance: Random) -> str:
    base = chance.choice(GREEK if chance.random() < 0.3 else LATIN)
    dress = chance.random()
    if dress < 0.15:
        base = f"\\hat{{{base}}}"
    elif dress < 0.3:
        base = f"\\mathbf{{{base}}}"
    if chance.random() < 0.4:
        base += f"_{{{chance.choice('ijkn')}}}"
    if chance.random() < 0.15:
        base += f"^{{({chance.randint(1, 9)})}}"
    return base


# --- code -----------------------------------------------------------------------------------------
# $a, $b, $c are names, $K is one of a class, $n and $r are numbers; $s is a sentence, $p a phrase.

CODE = (
    """\
import numpy as np


def $a($b, $c=$r):
    \'\'\'$s\'\'\'
    total = np.zeros($n)
    for index, value in enumerate($b):
        if value > $c:
            total[index % $n] += value ** 2
    return total / len($b)


print($a(np.arange($n)).sum())
""",
    """\
from dataclasses import dataclass


@dataclass
class $K:
    $b: float = $r
    $c: int = $n

    def step(self, x: float) -> float:
        # $s
        return self.$b * x + self.$c


[$K().step(x) for x in range($n)][-3:]
""",
    """\
import matplotlib.pyplot as plt
import numpy as np

$a = np.linspace(0, $r, $n)
$b = np.sin($a * $n)
$c = $b + np.random.default_rng($n).normal(size=$a.shape)
plt.figure(figsize=(5, 2.5))
plt.plot($a, $b, label="$p")
plt.plot($a, $c, '.', label='$p')
plt.legend();
""",
    """\
$a = {"$b": $n, "$c": $r, "$p": None}
while $a:
    $b, $c = $a.popitem()
    try:
        print(f"{$b!r:>12} {$c:.2e}")
    except (TypeError, ValueError) as error:
        raise RuntimeError("$s") from error
    finally:
        $c = lambda x: x // $n if x else None  # $p
""",
)


def code(chance: Random) -> str:
    """A cell of ten lines or so."""
    first = name(chance)
    return Template(chance.choice(CODE)).substitute(
        a=first,
        b=name(chance),
        c=name(chance),
        K=first.title().replace("_", ""),
        n=chance.randint(2, 512),
        r=f"{chance.random():.3f}",
        s=sentence(chance),
        p=phrase(chance),
    )
