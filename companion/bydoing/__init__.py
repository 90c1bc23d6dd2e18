"""The code of "Deep Learning by Doing", by variant.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""
