"""Files that carry the name of a workbook and are damaged, huge or none."""

from __future__ import annotations

import zipfile

from books import BOOK, saved

from .case import Case, Refused


def _bytes(name, content, says, value=None):
    def make(folder):
        folder.mkdir()
        (folder / BOOK).write_bytes(content)
        return folder / BOOK

    return Case("workbooks", name, make, Refused(BOOK, None, "", says, value))


def _cut_short(folder):
    path = saved("facility", lambda book: None)(folder)
    path.write_bytes(path.read_bytes()[:3000])
    return path


def _without_part(part, content):
    """Writes a workbook of which one part is other than it must be."""

    def make(folder):
        path = saved("facility", lambda book: None)(folder)
        with zipfile.ZipFile(path) as whole:
            parts = {name: whole.read(name) for name in whole.namelist()}
        parts[part] = content
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
            for name, data in parts.items():
                whole.writestr(name, data)
        return path

    return make


def _no_settings(book):
    del book["instance"]


WORKBOOK_FILES = [
    _bytes("text under a workbook's name", b"site,kind\nd1,edge\n", "no workbook under this name"),
    _bytes("web page under a workbook's name", b"<html><table></table></html>", "a web page under"),
    _bytes(
        "workbook of Excel 97, or with a password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "an .xls file, or one with a password?",
    ),
    _bytes("no bytes", b"", "the file is empty"),
    Case(
        "workbooks",
        "workbook cut short",
        _cut_short,
        Refused(BOOK, None, "", "one cut short", None),
    ),
    Case(
        "workbooks",
        "XML that ends early",
        _without_part("xl/worksheets/sheet2.xml", b"<worksheet><sheetData>"),
        Refused(BOOK, None, "", "damaged?", None),
    ),
    Case(
        "workbooks",
        "workbook that unpacks to gigabytes",
        _without_part("xl/media/x.bin", b"\0" * 101_000_000),
        Refused(BOOK, None, "", "at most 100 MB when unpacked", "101 MB"),
    ),
    Case(
        "workbooks",
        "no settings",
        saved("facility", _no_settings),
        Refused(BOOK, None, "", "a sheet instance", None),
    ),
]
