"""Reads documents with python-docx, openpyxl and lxml; one JSON line a file: {file, items} or {file, error}.

Items are the paragraphs of Word and of slides and the cells of workbooks, in the order of the document.
"""
import json
import sys
import warnings
import zipfile

import docx
import openpyxl
from lxml import etree

warnings.simplefilter("ignore")
DRAWING = ("{http://schemas.openxmlformats.org/drawingml/2006/main}", "{http://purl.oclc.org/ooxml/drawingml/main}")


def table(rows):
    for row in rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                yield paragraph.text
            for inner in cell.tables:
                yield from table(inner.rows)


def word(path):
    document = docx.Document(path)
    for paragraph in document.paragraphs:
        yield f"{paragraph.style.name}|{paragraph.text}"
    for inner in document.tables:
        yield from table(inner.rows)
    for section in document.sections:
        for edge in (section.header, section.footer):
            for paragraph in edge.paragraphs:
                yield paragraph.text
    yield f"{len(document.inline_shapes)} pictures"


def workbook(path):
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        yield f"sheet {sheet.title} {sheet.dimensions}"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{cell.coordinate} {cell.number_format} {cell.font.b} {cell.value}"
        for merged in sorted(str(r) for r in sheet.merged_cells.ranges):
            yield f"merged {merged}"


def slides(path):
    # No reader of slides is packaged by Debian: the package is followed as a reader would, from its root on.
    with zipfile.ZipFile(path) as package:
        seen, waiting = set(), [""]
        slides = []
        while waiting:
            part = waiting.pop()
            folder, _, name = part.rpartition("/")
            rels = f"{folder}/_rels/{name}.rels".lstrip("/")
            if rels not in package.namelist():
                continue
            for rel in etree.fromstring(package.read(rels)):
                if rel.get("TargetMode") == "External":
                    continue
                target = rel.get("Target")
                path = resolve(folder, target)
                if rel.get("Type").endswith("/slide") and part.endswith("presentation.xml"):
                    slides.append((rel.get("Id"), path))
                if path not in seen:
                    seen.add(path)
                    package.getinfo(path)
                    waiting.append(path)
        for _, slide in sorted(set(slides)):
            yield "slide"
            for paragraph in etree.fromstring(package.read(slide)).iter(*(d + "p" for d in DRAWING)):
                yield "".join(t.text or "" for t in paragraph.iter(*(d + "t" for d in DRAWING)))


def resolve(folder, target):
    path = target if target.startswith("/") else f"{folder}/{target}"
    parts = []
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


READERS = {"d": word, "x": workbook, "p": slides}
for path in sys.argv[1:]:
    try:
        line = {"file": path, "items": list(READERS[path.rpartition(".")[2][0].lower()](path))}
    except Exception as e:  # whatever a reader throws is what we look for
        line = {"file": path, "error": f"{type(e).__name__}: {e}"}
    print(json.dumps(line))
