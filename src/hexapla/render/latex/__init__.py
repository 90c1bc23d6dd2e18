"""The book as LaTeX that a publisher can edit."""
