# Made by Hexapla from "Quarry": edit its pages, not this file.

__version__: str
