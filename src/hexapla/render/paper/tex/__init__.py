"""KaTeX's parse tree of a formula as Typst mathematics."""
