# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.

__version__: str
