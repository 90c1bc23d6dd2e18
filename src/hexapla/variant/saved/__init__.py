"""From marks in cells to the companion's items: marks, parts, drafts, what these need, their order.

`library.extract` is all of it; what already-saved code means to cells is not here, but beside it.
"""
