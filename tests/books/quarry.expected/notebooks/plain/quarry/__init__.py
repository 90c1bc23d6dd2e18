"""The code of "Quarry", by variant.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""
