"""Rows and columns: matrices, cases, arrays, and rows that are aligned with each other."""

from __future__ import annotations

from hexapla.render.paper.marks import string
from hexapla.render.paper.tex.delimiters import fenced, sign
from hexapla.render.paper.tex.glyphs import EMPTY, joined
from hexapla.render.paper.tex.lengths import length
from hexapla.render.paper.tex.level import NAMES, Level, as_list, parts
from hexapla.render.paper.tex.tree import Style, Tree


def array(node: Tree, level: Level) -> str:
    """Within a formula: a thing of its own."""
    return _aligned(node, level) if _is_aligned(node) else _grid(node, level, None, None)


def between(node: Tree, level: Level) -> str:
    r"""\left … \right: around a matrix alone, its own brackets."""
    match node["body"]:
        case [{"type": "array"} as inside] if not _is_aligned(inside) and not _is_small(inside):
            return _grid(inside, level, sign(node["left"]), sign(node["right"]))
        case body:
            return fenced(node["left"], parts(body, level), node["right"])


def whole(tree: list[Tree], level: Level) -> str:
    """A whole displayed formula: its rows are those of the display."""
    match tree:
        case [{"type": "tag", "body": list(body), "tag": list(tag)}]:
            made = whole(body, level)
            return f"{made}&{_tag(tag, level)}"
        case [{"type": "array"} as node] if _is_aligned(node):
            return " \\ ".join(_tagged_rows(node, level))
        case _:
            return parts(tree, level)


def _is_aligned(node: Tree) -> bool:
    return bool(node.get("addJot")) and node.get("colSeparationType") != "CD"


def _is_small(node: Tree) -> bool:
    return bool(node["arraystretch"] == 0.5)


def _tagged_rows(node: Tree, level: Level) -> list[str]:
    """The rows, each with its number."""
    rows, columns = _rows(node, level, "display"), node.get("cols") or ()
    centred = node.get("colSeparationType") == "gather" or not columns
    tags = [*(node.get("tags") or ()), *([False] * len(rows))]
    most = max((len(row) for row in rows), default=0)
    made = []
    for cells, tag in zip(rows, tags, strict=False):
        line = _line(cells, columns)
        if isinstance(tag, list) and not centred:
            line += "&" * (most - len(cells) + 1) + _tag(tag, level)
        elif isinstance(tag, list):
            line = joined((line, _tag(tag, level, line)))
        made.append(line)
    return made


def _tag(tag: list[Tree], level: Level, row: str = "") -> str:
    """A call that sets the number of a row; of one in the middle, with the row itself."""
    words = parts(tag, level.styled("text"))
    level.tags.append(words)
    return f"tag(#{len(level.tags) - 1},{words}{',' + row if row else ''})"


def _aligned(node: Tree, level: Level) -> str:
    lines = [_line(cells, node.get("cols") or ()) for cells in _rows(node, level, "display")]
    return f"maths.array(lead:#0.65em,{';'.join(lines)})"


def _line(cells: list[str], columns: object) -> str:
    """Cells that are aligned with those above and below, with gaps before some."""
    known = as_list(columns)
    made = ""
    for at, cell in enumerate(cells):
        gap = known[at].get("pregap", 0) if at and at < len(known) else 0
        made += (f"#h({2 * gap:g}em)" if gap else "") + ("&" if at else "") + cell
    return made


def _grid(node: Tree, level: Level, left: str | None, right: str | None) -> str:
    small = _is_small(node)
    columns = [one["align"] for one in node.get("cols") or () if one["type"] == "align"]
    rows = _rows(node, level, "script" if small else "text")
    uniform = len(set(columns)) == 1
    given = [f"align:#{ALIGN[columns[0]]}"] if uniform and columns[0] != "c" else []
    if left or right:
        given.append(f"delim:#({_quoted(left)},{_quoted(right)})")
    given += [] if small else _lines(node, len(rows))
    given += ["apart:#true"] if node.get("hskipBeforeAndAfter") and not (left or right) else []
    given += [f"lead:#{LEADS[node['arraystretch']]}"] if node["arraystretch"] in LEADS else []
    sides = [] if uniform else columns
    body = ";".join(",".join(_cells(row, sides)) for row in rows)
    return f"maths.{'small' if small else 'array'}({','.join((*given, body))})"


ALIGN = {"l": "left", "c": "center", "r": "right"}
LEADS = {1.2: "0.6em"}  # of cases


def _cells(row: list[str], sides: list[str]) -> list[str]:
    """The cells of a row, aligned by & where columns differ."""
    at_side = {"l": "&{}", "r": "{}&", "c": "{}"}
    return [
        at_side[sides[at] if at < len(sides) else "c"].replace("{}", cell or EMPTY)
        for at, cell in enumerate(row)
    ]


def _rows(node: Tree, level: Level, style: Style) -> list[list[str]]:
    """The cells of each row, in the style that rows have here; an empty last row is none."""
    gaps = node.get("rowGaps") or ()
    rows = [
        [_cell(cell, level.styled(style), later=bool(at)) for at, cell in enumerate(row)]
        for row in node["body"]
    ]
    for row, gap in zip(rows, gaps, strict=False):
        if gap and row and gap["number"] > 0:
            row[-1] = joined((row[-1], f"maths.drop(#{length(gap)})"))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cell(node: Tree, level: Level, *, later: bool) -> str:
    """A cell; before a relation in a later one KaTeX says an empty group, which Typst needs not."""
    style = node["style"] if node["type"] == "styling" else level.style
    body = node["body"] if node["type"] == "styling" else [node]
    match body:
        case [{"type": "ordgroup", "body": list(inner)}]:
            body = inner
    match body:
        case [{"type": "ordgroup", "body": []}, *rest] if later:
            body = rest
    made = parts(body, level.styled(style))
    return (
        made if style == level.style or not made else f"{NAMES[level.styled(style).style]}({made})"
    )


def _quoted(char: str | None) -> str:
    return string(char) if char else "none"


def _lines(node: Tree, rows: int) -> list[str]:
    """The lines between columns and rows, and those around all of them."""
    upright, columns, dashed = [], 0, False
    for one in node.get("cols") or ():
        if one["type"] == "align":
            columns += 1
        else:
            upright.append(columns)
            dashed = one["separator"] == ":"
    level = [at for at, lines in enumerate(node.get("hLinesBeforeRow") or ()) if lines]
    around = {"left": 0 in upright, "right": columns in upright and columns > 0}
    around |= {"top": 0 in level, "bottom": any(at >= rows for at in level)}
    inner = {"vline": _inner(upright, columns), "hline": _inner(level, rows)}
    sides = ",".join(f'"{side}"' for side, there in around.items() if there)
    said = [f"{name}:({','.join(at)},)" for name, at in inner.items() if at]
    said += ['stroke:(dash:"dashed")'] if dashed else []
    return [f"lines:#({','.join(said)})"] * bool(said) + [f"sides:#({sides},)"] * bool(sides)


def _inner(lines: list[int], most: int) -> list[str]:
    return [str(at) for at in dict.fromkeys(lines) if 0 < at < most]


def commutative(node: Tree, level: Level) -> str:
    """The label of an upright arrow in a commutative diagram."""
    made = parts(as_list(node["label"]), level.styled("script"))
    return f"script({made})" if made else ""


def commutative_arrow(node: Tree, level: Level) -> str:
    return parts(as_list(node["fragment"]), level)
