"""Files that are empty, missing, huge, links, folders, or in a form that is not read."""

from __future__ import annotations

import os

from bases import write_files

from .case import ANYWHERE, Case, Refused, edited
from .edited import DEMAND, SITES, YAML

MEGABYTES = 101


def _file(kind, name, file, content, expected):
    return Case(kind, name, edited("facility", {file: content}), expected)


def _after(change):
    """Writes the facility instance and then does something to its folder."""

    def make(folder):
        write_files("facility", folder, {})
        found = change(folder)
        return folder if found is None else found

    return make


def _made(kind, name, change, expected):
    return Case(kind, name, _after(change), expected)


def _sparse(file):
    def change(folder):
        os.truncate(folder / file, MEGABYTES * 1_000_000)

    return change


def _replace(file, put):
    """Takes a file away and puts something else in its place."""

    def change(folder):
        content = (folder / file).read_bytes()
        (folder / file).unlink()
        put(folder, folder / file, content)

    return change


def _outside(folder, file, content):
    aside = folder.parent / f"{folder.name}-aside.csv"
    aside.write_bytes(content)
    file.symlink_to(aside)


def _up_and_out(folder, file, content):
    (folder.parent / f"{folder.name}-up.csv").write_bytes(content)
    file.symlink_to(f"../{folder.name}-up.csv")


EMPTY = [
    _file("empty files", "a table", SITES, "", Refused(SITES, 1, "", "a heading", None)),
    _file(
        "empty files",
        "a table of empty lines",
        SITES,
        "\n\n,,\n",
        Refused(SITES, 1, "", "a heading", None),
    ),
    _file(
        "empty files",
        "a heading alone",
        SITES,
        "site,kind\n",
        Refused(SITES, None, "", "rows of sites", None),
    ),
    _file("empty files", "settings", YAML, "", Refused(YAML, 1, "", "a mapping", None)),
    _file(
        "empty files",
        "settings of comments",
        YAML,
        "# nothing\n",
        Refused(YAML, 1, "", "a mapping", None),
    ),
    _made(
        "empty files",
        "a folder",
        lambda folder: [p.unlink() for p in folder.iterdir()] and None,
        Refused(YAML, None, "", "the file of settings", None),
    ),
]

MISSING = [
    _file(
        "missing files",
        "settings",
        YAML,
        None,
        Refused(YAML, None, "", "the file of settings", None),
    ),
    _file(
        "missing files",
        "sites",
        SITES,
        None,
        Refused(SITES, None, "", "needed by family siting", None),
    ),
    _file(
        "missing files",
        "demand",
        DEMAND,
        None,
        Refused(DEMAND, None, "", "demand or demand_totals", None),
    ),
    _made(
        "missing files",
        "the folder",
        lambda folder: folder.parent / "none",
        Refused(ANYWHERE, None, "", "an instance folder or an .xlsx workbook", None),
    ),
    _made(
        "missing files",
        "a link to nothing",
        _replace(SITES, lambda d, f, c: f.symlink_to(d / "gone.csv")),
        Refused(SITES, None, "", "link to nothing", "no file, or a link to nothing"),
    ),
]

HUGE = [
    _made(
        "huge files",
        "a table",
        _sparse(SITES),
        Refused(SITES, None, "", "at most 100 MB", "more than 100 MB"),
    ),
    _made(
        "huge files",
        "settings",
        _sparse(YAML),
        Refused(YAML, None, "", "at most 100 MB", "more than 100 MB"),
    ),
    _file(
        "huge files",
        "a cell",
        SITES,
        "site,kind\nd1," + "x" * 200_000 + "\n",
        Refused(SITES, 2, "", "field larger than field limit", None),
    ),
    _file(
        "huge files",
        "a number of 5000 digits",
        SITES,
        "site,kind,max_requests_per_s\nd1,edge," + "9" * 5000 + "\nd2,edge,1\n",
        Refused(SITES, 2, "max_requests_per_s", "not a finite number"),
    ),
]

LINKS = [
    _made(
        "links and paths",
        "a link out of the folder",
        _replace(SITES, _outside),
        Refused(SITES, None, "", "a link that leads out of the folder"),
    ),
    _made(
        "links and paths",
        "a link to the folder above",
        _replace(DEMAND, _up_and_out),
        Refused(DEMAND, None, "", "copy the file into it"),
    ),
    _made(
        "links and paths",
        "a link to a file of the system",
        _replace(SITES, lambda d, f, c: f.symlink_to("/etc/hostname")),
        Refused(SITES, None, "", "a link that leads out of the folder", "/etc/hostname"),
    ),
    _made(
        "links and paths",
        "a link to itself",
        _replace(SITES, lambda d, f, c: f.symlink_to(f)),
        Refused(SITES, None, "", "link to nothing"),
    ),
    _made(
        "links and paths",
        "a folder under a file's name",
        _replace(SITES, lambda d, f, c: f.mkdir()),
        Refused(SITES, None, "", "a file of the folder", "a folder"),
    ),
    _made(
        "links and paths",
        "a pipe under a file's name",
        _replace(SITES, lambda d, f, c: os.mkfifo(f)),
        Refused(SITES, None, "", "a file of the folder"),
    ),
    _made(
        "links and paths",
        "a path with a NUL character",
        lambda folder: folder / "a\0b",
        Refused(ANYWHERE, None, "", "an instance folder or an .xlsx workbook"),
    ),
]

ENDINGS = [
    _file(
        "wrong extension",
        f"a table as {ending}",
        f"sites{ending}",
        b"PK",
        Refused(
            f"sites{ending}", None, "", "sites.csv: a folder holds CSV tables", f"sites{ending}"
        ),
    )
    for ending in (
        ".xlsx",
        ".xls",
        ".ods",
        ".tsv",
        ".txt",
        ".json",
        ".parquet",
        ".csv.txt",
        ".csv.gz",
    )
] + [
    _file(
        "wrong extension",
        "CSV in capitals",
        "sites.CSV",
        "site,kind\n",
        Refused("sites.CSV", None, "", "did you mean 'sites.csv'?", "sites.CSV"),
    ),
    _file(
        "wrong extension",
        "settings as .yml",
        "instance.yml",
        "name: f\n",
        Refused("instance.yml", None, "", "did you mean 'instance'?", "instance.yml"),
    ),
    _made(
        "wrong extension",
        "one table for the instance",
        lambda folder: folder / SITES,
        Refused(ANYWHERE, None, "", "name the folder that holds it", SITES),
    ),
    _made(
        "wrong extension",
        "a workbook of Excel 97",
        lambda folder: (folder / "old.xls").write_bytes(b"\xd0\xcf") and folder / "old.xls",
        Refused(ANYWHERE, None, "", "save the workbook as .xlsx", "old.xls"),
    ),
]

PATHS = [*EMPTY, *MISSING, *HUGE, *LINKS, *ENDINGS]
