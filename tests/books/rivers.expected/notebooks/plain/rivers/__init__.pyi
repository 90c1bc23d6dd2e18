# Made by Hexapla from "Rivers": edit its pages, not this file.

__version__: str
