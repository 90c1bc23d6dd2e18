"""Zip files whose bytes depend on their members alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold


def pack(files: Mapping[str, bytes], first: Sequence[str] = ()) -> bytes:
    """A zip of these files, sorted, with neither dates nor owners; the first ones as they are."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as bundle:
        for path in (*filter(files.__contains__, first), *sorted(files.keys() - {*first})):
            info = ZipInfo(path, LONG_AGO)
            info.compress_type = ZIP_STORED if path in first else ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            bundle.writestr(info, files[path])
    return buffer.getvalue()
