"""A grey card in each form that pictures have, to stand where a picture cannot."""

from __future__ import annotations

from base64 import b64decode

DRAWN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90" width="160" height="90">'
    b'<rect width="160" height="90" fill="#ddd"/>'
    b'<path d="M0 0L160 90M160 0L0 90" stroke="#aaa" fill="none"/></svg>\n'
)
PNG = b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAKAAAABaCAAAAAAarQKOAAAAVElEQVR42u3OMQEAAAgDoGn/anayxg5IwFy6"
    b"bQQFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQVrPHUSAYHf"
    b"gkUKAAAAAElFTkSuQmCC"
)
JPEG = b64decode(
    b"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////"
    b"////////////////////////////////////wAALCABaAKABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/"
    b"xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAf/2Q=="
)
GIF = b64decode(
    b"R0lGODdhoABaAIEAAM3NzQAAAAAAAAAAACwAAAAAoABaAEAIwgABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLF"
    b"ixgzatzIsaPHjyBDihxJsqTJkyhTqlzJsqXLlzBjypxJs6bNmzhz6tzJs6fPn0CDCh1KtKjRo0iTKl3KtKnT"
    b"p1CjSp1KtarVq1izat3KtavXr2DDih1LtqzZs2jTql3Ltq3bt3Djyp1Lt67du3jz6t3Lt6/fv4ADCx5MuLDh"
    b"w4gTK17MuLHjx5AjS55MubLly5gza97MubPnz6BDix5NurTp06hTjwwIADs="
)
WEBP = b64decode(b"UklGRiQAAABXRUJQVlA4TBcAAAAvn0AWAAfQ5ja3uf9hABLC//9KRP9TgwA=")
CARDS = {".svg": DRAWN, ".png": PNG, ".gif": GIF, ".webp": WEBP, ".jpg": JPEG, ".jpeg": JPEG}
