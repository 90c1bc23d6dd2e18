"""The printed book, as Typst."""
