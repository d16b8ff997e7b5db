"""Which markers can be seen in each file of a folder by any reading that some program has: a tolerant reader that tries them all.

First and last header field, every boundary that a field can be thought to name, delimiters exact or by their beginning, all line
ends, parts outside of the parts, encodings told wrongly or applied twice, and files inside texts (uuencode, yEnc, BinHex).
"""
import binascii
import json
import os
import quopri
import re
import sys
import urllib.parse

LINE = re.compile(rb"MIYAKO-MARKER-(\d+)-")
NAMES = re.compile(rb"(?im)^[ \t]*content-type[^\n:]{0,3}:((?:[^\r\n]|[\r\n]+[ \t])*)")
PARAMETER = re.compile(rb"(?is)boundary(?:\([^=]*\))?[ \t\r\n\v\f]*(\*?\d*\*?)[ \t]*[=:][ \t\r\n\v\f]*(\"(?:\\.|[^\"\\])*\"?|[^;\r\n]*)")
WORD = re.compile(rb"(?i)=\?[^?]+\?([qb])\?([^?]*)\?=")
HQX = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"


def variants(value):
    """What readers make of one written boundary."""
    bare = value[1:].rstrip(b"\\")
    bare = bare[:-1] if value.startswith(b'"') and bare.endswith(b'"') else (bare if value.startswith(b'"') else value)
    result = {value, bare}
    for text in (value, bare):
        result |= {text.strip(), re.sub(rb"[\r\n]+", b"", text), re.sub(rb"\s+", b" ", text), re.sub(rb"\s", b"", text)}
        result |= {re.sub(rb"\\(.)", rb"\1", text), re.sub(rb"\([^)]*\)", b"", text).strip(), re.sub(rb'"', b"", text)}
        result |= {re.split(rb"[\s,(?=:;\\\"\x00-\x1f\x7f-\xff]", text)[0], urllib.parse.unquote_to_bytes(text)}
        result.add(urllib.parse.unquote_to_bytes(text.rsplit(b"'", 1)[-1]))
        word = WORD.search(text)
        if word:
            inner = word.group(2) if word.group(1) in b"qQ" else base64_any(word.group(2))
            result |= {inner, WORD.sub(lambda _: inner, text)}
    return result


def boundaries(header):
    found = set()
    for field in NAMES.findall(header):
        pieces = []
        for piece, value in PARAMETER.findall(field):
            found |= variants(value)
            if piece:
                pieces.append(value.strip(b'"').strip())
        if len(pieces) > 1:
            found |= {b"".join(pieces), b"".join(reversed(pieces)), urllib.parse.unquote_to_bytes(b"".join(p.rsplit(b"'", 1)[-1] for p in pieces))}
    return {b for b in found if len(b) < 3000} - {b""}


def base64_any(text):
    text = re.sub(rb"[^A-Za-z0-9+/]", b"", text.replace(b"-", b"+").replace(b"_", b"/"))
    text = text[: len(text) // 4 * 4]
    return binascii.a2b_base64(text) if text else b""


def base64_ways(body):
    """Whole without garbage and padding; strict and up to the padding; each piece on its own; up to a line that is no base64."""
    yield base64_any(body)
    clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", body)
    yield from (base64_any(piece + b"A" * (-len(piece) % 4)) for piece in clean.split(b"=") if len(piece) > 3)
    head = re.split(rb"\r?\n[^A-Za-z0-9+/\r\n]", body)
    yield from (base64_any(piece) for piece in head)
    yield base64_any(bytes(b & 0x7F for b in body))


def uu(body):
    for block in re.split(rb"(?im)^[ \t]*begin[ \t]+[0-7]{3,4}[ \t]+", body)[1:]:
        result = b""
        for line in block.splitlines()[1:]:
            if line[:3] == b"end":
                break
            try:
                result += binascii.a2b_uu(line + b"\n")
            except binascii.Error:
                pass
        yield result


def yenc(body):
    for block in body.split(b"=ybegin ")[1:]:
        data = block.partition(b"\n")[2].partition(b"=yend")[0].replace(b"\r\n", b"")
        data = re.sub(rb"=(.)", lambda m: bytes([(m.group(1)[0] - 64) & 255]), data, flags=re.S)
        yield bytes((b - 42) & 255 for b in data)


def binhex(body):
    for block in re.findall(rb"(?s)BinHex 4\.0.*?:(.*?):", body):
        bits = "".join(f"{HQX.index(bytes([c])):06b}" for c in block if c in HQX)
        yield bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) // 8 * 8, 8))


class Reader:
    def __init__(self):
        self.seen, self.done = set(), set()

    def text(self, data):
        self.seen.update(LINE.findall(data))

    def leaf(self, header, body):
        self.text(body)
        lower = header.lower()
        # An encoding that is named in any way, or none and a file name: some readers guess.
        if b"64" in lower or b"encoding" in lower or b"name" in lower:
            for data in base64_ways(body):
                self.text(data)
        if b"=" in body:
            self.text(quopri.decodestring(body))
        for ways in (uu, yenc, binhex):
            for data in ways(body):
                self.text(data)

    def entity(self, data, depth):
        if depth > 8 or (key := hash(data)) in self.done or len(self.done) > 400:
            return
        self.done.add(key)
        ends = {m.end(): m.start() for m in re.finditer(rb"(?:\r\n|\n|\r)[ \t\v\f]*\r*(?:\r\n|\n|\r)", data[:60000])}
        for end in sorted(ends)[:2]:
            self.body(data[: ends[end]], data[end:], depth)

    def body(self, header, body, depth):
        self.leaf(header, body)
        lower = header.lower()
        for boundary in boundaries(header) | boundaries(body if depth < 2 else b""):
            self.parts(boundary, body, depth)
        if b"message" in lower or b"partial" in lower:
            self.entity(body, depth + 1)
            self.entity(quopri.decodestring(body), depth + 1)
        if b"multipart" in lower or b"message" in lower:
            for encoding, decode in ((b"64", base64_any), (b"quoted", quopri.decodestring)):
                if encoding in lower:
                    decoded = decode(body)
                    for boundary in boundaries(header):
                        self.parts(boundary, decoded, depth)
                    self.entity(decoded, depth + 1)

    def parts(self, boundary, body, depth):
        for part in re.split(rb"(?i)(?:^|[\r\n])[ \t]*--" + re.escape(boundary) + rb"[^\r\n]*(?:\r\n|\n|\r|$)", body)[1:]:
            self.entity(b"\r\n" + part if part[:1] in (b"\r", b"\n") else part, depth + 1)


def main(folder):
    sys.setrecursionlimit(5000)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".eml"):
            reader = Reader()
            with open(os.path.join(folder, name), "rb") as file:
                reader.entity(file.read(), 0)
            print(json.dumps({"file": name, "tree": [], "markers": sorted(int(n) for n in reader.seen)}))


main(sys.argv[1])
