"""Zip files whose bytes depend on their members alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, sorted, with neither dates nor owners."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as bundle:
        for path in sorted(files):
            info = ZipInfo(path, LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            bundle.writestr(info, files[path])
    return buffer.getvalue()
