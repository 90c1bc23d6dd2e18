"""Formulas on paper: LaTeX as KaTeX reads it, as Typst mathematics."""

from importlib.resources import files

import pytest
import typst

from hexapla.render.formulas import Formula
from hexapla.render.paper.maths import Set, Typesetter

# As displayed formulas; those that begin with $ stand within a line.
CASES = r"""
x_1^2 + y' → x_(1)^(2)+y'
\alpha\beta x → α β x
12{,}5 \cdot 0.75 → 12 class("normal",\,)5⋅0.75
f''(x)^{2n} → f''\(x\)^(2 n)
\frac{a}{b+c} \tfrac12 → frac(a,b+c)inline(frac(1,2))
\sqrt[3]{x} \sqrt2 → root(3,x)sqrt(2)
\binom{n}{k} → binom(n,k)
\genfrac[]{2pt}{}{a}{b} → lr(\[maths.stack(#2pt,a,b)\])
\sum_{i=1}^n \int\limits_0^1 → ∑_(i=1)^(n)limits(∫)_(0)^(1)
\sum\nolimits_i \lim_{x\to0} → scripts(∑)_(i)op("lim",limits:#true)_(x→0)
\operatorname*{argmax}_x \operatorname{rank}A → op("argmax",limits:#true)_(x)op("rank")A
\operatorname*{a\,b} → op(upright(a#h(0.1667em)b),limits:#true)
\mathbf{W}\mathbb R\mathcal L → bold(upright(W))bb(R)cal(L)
\mathrm{softmax}(x) → upright("softmax")\(x\)
\text{if $x>0$ or \textbf{so}} → "if "x\>0" or "bold("so")
\left(\frac ab\middle|c\right] → lr(\(frac(a,b)mid(\|)c\])
\left.f\right|_{x=0} → lr(class("normal","")f class("closing",\|))_(x=0)
\bigl( \Big| → class("opening",lr(size:#1.2em,\())class("normal",lr(size:#1.8em,\|))
|x| \|x\| → class("normal",\|)x class("normal",\|)class("normal",‖)x class("normal",‖)
p \mid q \not\in r \neq s → p∣q∉r≠s
\begin{pmatrix}1&2\\3&4\end{pmatrix} → maths.array(delim:#("(",")"),1,2;3,4)
\begin{array}{r|c}a&b\\c&d\end{array} → maths.array(lines:#(vline:(1,)),apart:#true,a&,b;c&,d)
\begin{cases}a&b\\c\end{cases} → maths.array(align:#left,delim:#("{",none),lead:#0.6em,a,b;c)
\begin{aligned}a&=b\\&=c\end{aligned} → a&=b \ &=c
(\begin{aligned}a&=b\\&=c\end{aligned}) → \(maths.array(lead:#0.65em,a&=b;&=c)\)
\begin{align}a&=b\tag{1}\\c&=d\end{align} → a&=b&tag(#0,"(1)") \ c&=d
\begin{gather}a\\b\tag{*}\end{gather} → a \ b tag(#0,"(*)",b)
\sum_{\substack{i\\j}} → ∑_(maths.small(i;j))
\hat{x}\widehat{ab}\vec v → accent(x,hat)accent(a b,hat)accent(v,arrow)
\overline{x}\underline{y}\overrightarrow{AB} → overline(x)underline(y)accent(A B,arrow)
\underbrace{a+b}_n \overbrace{c}^{m} → underbrace(a+b,n)overbrace(c,m)
\stackrel{a}{=} → class("relation",limits(class("large",=))^(a))
\underset{x}{\min} → limits(class("large",op("min",limits:#true)))_(x)
\xrightarrow[b]{a} → maths.arrow(→,a,b)
\color{red} a → maths.ink("#ff0000",a)
\cancel{x}\boxed{y} → cancel(x)maths.boxed(display(y))
\phantom{x}\mathclap{y}\large z → maths.phantom(x)maths.lap(#0.5,display(y))maths.sized(#1.2,z)
a\quad b\!=c → a#h(1em)b#h(-0.1667em+0.2778em)=c
a\mathbin{\star}b\mathrel{R}c → a class("binary",⋆)b class("relation",R)c
\rule{1em}{2pt}\hspace{1cm} → maths.rule(#1em,#2pt,#0em)#h(1cm)
{a+b}^2 {}^{14}C → attach(a+b,t:2)""^(14)C
$\sum_i\displaystyle\frac ab → ∑_(i)display(frac(a,b))
$\begin{aligned}a&=b\end{aligned} → maths.array(lead:#0.65em,a&=b)
"""
TABLE = [tuple(line.split(" → ", 1)) for line in CASES.strip().splitlines()]
HOSTILE = r"""
\text{"} \# \text{\#panic()} \text{] \#eval("1")}
\$ \# \_ \& " \text{`} @ <a> // /* * ' ; , :
\operatorname{"x} \mathrm{"} \verb|"#z\| \textcolor{#ff0000}{a} \mathbf{a"b}
\left/a\right\backslash \{\} \bigl[ \,;\,: [ ) ] ( \surd \sqrt{\surd} ⟨ √ ⎰ )
\char"23 \char"22 \char"5C \text{\char"5C} \text{~}
""".strip().splitlines()


@pytest.fixture(scope="module")
def typeset() -> Typesetter:
    return Typesetter()


def formula(tex: str) -> Formula:
    return Formula(tex.removeprefix("$"), display=not tex.startswith("$"))


def compiled(*done: Set) -> None:
    """All in one document, without a warning."""
    rows = "\n".join(
        f"#maths.numbered(tag => $ {one.typst} $)" if one.tags else f"$ {one.typst} $"
        for one in done
    )
    module = files("hexapla.render.paper").joinpath("assets/maths.typ").read_bytes()
    main = f'#import "maths.typ"\n{rows}'.encode()
    press = typst.Compiler({"main": main, "maths.typ": module}, ignore_system_fonts=True)
    assert press.compile_with_warnings(format="pdf")[1] == []


@pytest.mark.parametrize(("tex", "made"), TABLE)
def test_a_formula_as_typst(tex: str, made: str, typeset: Typesetter) -> None:
    assert typeset([formula(tex)], {})[formula(tex)].typst == made


def test_typst_can_set_all_of_them(typeset: Typesetter) -> None:
    done = typeset([formula(tex) for tex, _ in TABLE], {}).values()
    assert not any(one.error for one in done)
    compiled(*done)


def test_no_formula_becomes_code(typeset: Typesetter) -> None:
    done = typeset(map(formula, HOSTILE), {}).values()
    assert not any(one.error for one in done)
    compiled(*done)


def test_what_is_wrong_is_said(typeset: Typesetter) -> None:
    wrong, colour = Formula(r"\frac{a"), Formula(r"\color{notone} a")
    deep = Formula("x^{" * 300 + "x" + "}" * 300)
    done = typeset([wrong, colour, deep], {})
    assert "Unexpected end of input" in done[wrong].error
    assert "within each other" in done[deep].error
    assert done[colour] == Set(
        'maths.ink("#000000",a)', "cannot be set on paper: the colour notone"
    )


def test_macros_of_the_book(typeset: Typesetter) -> None:
    one = Formula(r"\R^n")
    assert typeset([one], {r"\R": r"\mathbb{R}"})[one].typst == "bb(R)^(n)"


def test_numbers_stand_in_their_rows(typeset: Typesetter) -> None:
    one = Formula(r"\begin{align}a&=b\tag{1}\\c&=d\\e&=f\tag{2}\end{align}", display=True)
    assert typeset([one], {})[one].tags == 2
