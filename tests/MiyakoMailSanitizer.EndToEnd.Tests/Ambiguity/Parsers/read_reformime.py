"""Reads every file of a folder by reformime (maildrop); one JSON line each: the tree and the markers seen."""
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

LINE = re.compile(rb"MIYAKO-MARKER-(\d+)-")


def run(path, *arguments):
    with open(path, "rb") as file:
        return subprocess.run(["reformime", *arguments], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def sections(path):
    found = []
    for line in run(path, "-u", "-i").decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(": ")
        if key == "section":
            found.append({})
        if found:
            found[-1].setdefault(key, value)
    return found


def read(folder, name):
    path = os.path.join(folder, name)
    found = sections(path)
    inner = {s["section"].rpartition(".")[0] for s in found}
    nodes, seen = [], set()
    for section in found:
        kind = section.get("content-type", "").lower()
        title = section.get("content-disposition-filename") or section.get("content-name") or ""
        digest = ""
        if section["section"] not in inner:
            content = run(path, "-s", section["section"], "-e")
            seen.update(LINE.findall(content))
            digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
        nodes.append([section["section"], kind, title, digest])
    return json.dumps({"file": name, "tree": nodes, "markers": sorted(int(n) for n in seen)})


def main(folder):
    names = sorted(n for n in os.listdir(folder) if n.endswith(".eml"))
    with ThreadPoolExecutor(3) as pool:
        for line in pool.map(lambda n: read(folder, n), names):
            print(line)


main(sys.argv[1])
