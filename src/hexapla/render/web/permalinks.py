"""Links of headings, figures, formulas and boxes to themselves, for those who want to quote them.

What a thing is called is the link: nothing is read out twice, nothing is in the way of copying,
and the keyboard reaches it.
"""

from __future__ import annotations

import re

from hexapla.render.web.context import Context
from hexapla.render.web.markup import fragment, tag

LINK = re.compile(r"<a\s")


def permalink(title: str, label: str, context: Context) -> str:
    """A title as a link to its element. One that holds links of its own is followed by a sign."""
    anchor = context.anchor(label)
    if not anchor or context.still:
        return title
    if not LINK.search(title):
        return tag("a", title, class_="permalink", href=fragment(anchor))
    name = context.words["link_here"]
    return title + tag("a", "#", class_="permalink sign", href=fragment(anchor), aria_label=name)


def numbered(name: str, label: str, context: Context) -> str:
    """What a thing is called by its number: “Figure 3.1:”, “(2.4)”; a link to it if it has a
    label."""
    anchor = context.anchor(label)
    if not anchor or context.still:
        return tag("span", name, class_="number")
    return tag("a", name, class_="number permalink", href=fragment(anchor))
