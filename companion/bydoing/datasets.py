# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""The data sets of "Deep Learning by Doing": where they are here, and what to do if not.

`SETS` says of each what it is, its files, and the places where it may be. A checksum is SHA-256;
one that begins with gzip: is that of what the file unpacks to.
"""

import gzip
import os
import sys
import zlib
from functools import cache
from hashlib import file_digest
from pathlib import Path
from shutil import copyfileobj
from urllib.parse import quote
from urllib.request import urlopen

VARIABLE = "BYDOING_DATA"  # names a folder that has a folder for each set
HOME = Path.home() / "bydoing-data"  # another such
SETS = {
    "seattle-weather": {
        "title": "Weather in Seattle, day by day, 2012 to 2015",
        "license": "BSD-3-Clause (vega_datasets); the measurements, of NOAA, are in the public domain",
        "source": "https://github.com/vega/vega-datasets",
        "files": {
            "seattle-weather.csv": "62f0609f787158128aa2bd102967173a4953122dd4f872bf1d502cae1037df0b"
        },
        "folder": False,
        "places": [
            "$BYDOING_DATA/seattle-weather/seattle-weather.csv",
            "python:vega_datasets/_data/seattle-weather.csv",
        ],
        "addresses": [],
    },
    "penguins": {
        "title": "Penguins of the Palmer Archipelago",
        "license": "CC0",
        "source": "https://allisonhorst.github.io/palmerpenguins/",
        "files": {
            "penguins-raw.csv": "144f623143c9360fd77322a4f86acb06dc198814dbd2669724c63e6457b907bd"
        },
        "folder": True,
        "places": ["$BYDOING_DATA/penguins", "python:palmerpenguins/data"],
        "addresses": [],
    },
    "fashion-mnist": {
        "title": "Fashion-MNIST: 70,000 pictures of clothes",
        "license": "MIT",
        "source": "https://github.com/zalandoresearch/fashion-mnist",
        "files": {
            "t10k-images-idx3-ubyte.gz": "gzip:5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "t10k-labels-idx1-ubyte.gz": "gzip:0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            "train-images-idx3-ubyte.gz": "gzip:c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "train-labels-idx1-ubyte.gz": "gzip:bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        },
        "folder": True,
        "places": ["$BYDOING_DATA/fashion-mnist", "/usr/share/datasets/fashion-mnist"],
        "addresses": [
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion"
        ],
    },
}

__all__ = ["SETS", "dataset"]


@cache
def dataset(name, download=False):
    """The folder that has the files of a data set, each verified by its checksum.

    A set that is nowhere on this machine is fetched from its address if `download` is true. Raises
    KeyError where the book has no such set, and FileNotFoundError, which says what to put where.
    """
    if name not in SETS:
        raise KeyError(f"no data set is called {name!r}; there are {', '.join(SETS)}")
    files = SETS[name]["files"]
    wrong = []
    for folder in _folders(name):
        if all((folder / file).is_file() for file in files):
            wrong = [
                str(folder / file)
                for file in files
                if not _is_it(folder / file, files[file])
            ]
            if not wrong:
                return folder.absolute()
    if download:
        return _download(name)
    raise FileNotFoundError(_what_to_do(name, wrong))


def _folders(name):
    """Where a set may be on this machine, in the order of the book."""
    if VARIABLE in os.environ:
        yield Path(os.environ[VARIABLE]) / name
    for place in SETS[name]["places"]:
        if place.startswith("python:"):
            found = [Path(site) / place.removeprefix("python:") for site in sys.path]
        else:
            found = [Path(os.path.expandvars(place)).expanduser()]
        yield from found if SETS[name]["folder"] else (file.parent for file in found)
    yield HOME / name


def _is_it(file, digest):
    """Whether a file has the checksum that it should have, itself or what it unpacks to."""
    unpacked, _, wanted = digest.rpartition(":")
    try:
        with gzip.open(file) if unpacked else open(file, "rb") as data:
            return file_digest(data, "sha256").hexdigest() == wanted
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False


def _download(name):
    """Fetch the files of a set into HOME; only what is verified stays there."""
    to, addresses = HOME / name, _addresses(name)
    if not addresses:
        raise FileNotFoundError(_what_to_do(name, ()))
    for file, url in addresses.items():
        part = to / f"{file}.part"
        part.parent.mkdir(parents=True, exist_ok=True)
        with urlopen(url) as answer, part.open("wb") as out:
            copyfileobj(answer, out)
        if not _is_it(part, SETS[name]["files"][file]):
            part.unlink()
            raise OSError(f"what is at {url} is not what the book has the checksum of")
        part.replace(to / file)
    return to


def _addresses(name):
    """From where each file of a set can be had; nothing where that is not known."""
    about = SETS[name]
    return {
        file: f"{url}/{quote(file)}" if about["folder"] else url
        for url in about["addresses"][:1]
        for file in about["files"]
    }


def _what_to_do(name, wrong):
    about = SETS[name]
    lines = [f"the data set {name!r} ({about['title']}) is not on this machine"]
    lines += [f"- {file} is another file: its checksum differs" for file in wrong]
    packages = [
        p[7:].partition("/")[0] for p in about["places"] if p.startswith("python:")
    ]
    lines += [
        f"- it comes with a package: pip install {package}" for package in packages
    ]
    if urls := _addresses(name):
        lines.append(f"- dataset({name!r}, download=True) fetches it")
    lines.append(f"- or put its files into {HOME / name}, or into ${VARIABLE}/{name}:")
    lines += [f"  {file}  {urls.get(file, '')}".rstrip() for file in about["files"]]
    if about["source"]:
        lines.append(f"- about it: {about['source']}")
    return "\n".join(lines)
