"""How the text of a book is set where it is typed with the marks of a keyboard."""

from __future__ import annotations

from hexapla.model.book import Config
from hexapla.source.dialect import Style

# Opening and closing quotes, double and single, by language; others are set as English is.
QUOTES = {
    "de": ("„", "“", "‚", "‘"),
    "en": ("“", "”", "‘", "’"),
    "es": ("«", "»", "“", "”"),
    "fr": ("«\u00a0", "\u00a0»", "“", "”"),
    "zh": ("“", "”", "‘", "’"),
}


def style(config: Config) -> Style:
    """What is set in another way than it is typed, in this book."""
    language = config.language.partition("-")[0]
    quotes = QUOTES.get(language, QUOTES["en"]) if config.typography.smartquotes else ()
    return Style(quotes, config.typography.replacements, config.typography.linkify)
