"""Projects of d2lbook: its marks in Markdown, its contents, its config.ini."""
