"""Reads every file of a folder by Python's email package; one JSON line each: the tree and the markers seen."""
import email.parser
import email.policy
import email.utils
import hashlib
import json
import os
import re
import sys

LINE = re.compile(rb"MIYAKO-MARKER-(\d+)-")


def name_of(part):
    try:
        return part.get_filename() or ""
    except (ValueError, KeyError, IndexError, AttributeError):
        return ""


def digest_of(kind, content):
    """Line ends as LF; readers disagree on whose the line end is that comes before the delimiter after a text in a nested message."""
    content = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(content.rstrip(b"\n") if kind.startswith("text/") else content).hexdigest()


def walk(part, path, nodes, seen):
    kind = part.get_content_type()
    payload = part.get_payload()
    if isinstance(payload, list):
        nodes.append([path, kind, name_of(part), ""])
        for number, child in enumerate(payload, 1):
            walk(child, f"{path}.{number}", nodes, seen)
        # Only a tolerant reader of text would look here, but a person may.
        for outside in (part.preamble, part.epilogue):
            seen.update(LINE.findall((outside or "").encode("latin-1", "replace")))
        return
    try:
        content = part.get_payload(decode=True) or b""
    except (ValueError, LookupError):
        content = str(payload).encode("latin-1", "replace")
    seen.update(LINE.findall(content))
    nodes.append([path, kind, name_of(part), digest_of(kind, content)])


def main(folder):
    parser = email.parser.BytesParser(policy=email.policy.compat32)
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".eml"):
            continue
        nodes, seen = [], set()
        with open(os.path.join(folder, name), "rb") as file:
            message = parser.parse(file)
        try:
            walk(message, "1", nodes, seen)
        except RecursionError:
            nodes.append(["", "too deep", "", ""])
        for node in nodes:
            node[2] = decoded(node[2])
        print(json.dumps({"file": name, "tree": nodes, "markers": sorted(int(n) for n in seen)}))


def decoded(name):
    """An RFC 2231 name comes decoded; what else there is stays as written."""
    return email.utils.collapse_rfc2231_value(name) if isinstance(name, tuple) else str(name)


main(sys.argv[1])
