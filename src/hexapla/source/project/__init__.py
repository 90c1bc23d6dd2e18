"""What other systems say of a book, as a table of the shape of book.toml."""
