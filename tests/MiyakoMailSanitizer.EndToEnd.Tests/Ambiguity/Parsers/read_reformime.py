"""Reads every file of a folder by reformime (maildrop); one JSON line each: the tree and the markers seen.

With --digests each leaf is decoded on its own, for its digest; without, all at once, which is quicker.
"""
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


def read(folder, name, thorough):
    path = os.path.join(folder, name)
    found = sections(path)
    inner = {s["section"].rpartition(".")[0] for s in found}
    leaves = [s["section"] for s in found if s["section"] not in inner]
    nodes, seen, digests = [], set(), {}
    if thorough:
        for leaf, kind in ((s["section"], s.get("content-type", "")) for s in found if s["section"] in leaves):
            content = run(path, "-s", leaf, "-e")
            seen.update(LINE.findall(content))
            digests[leaf] = digest_of(kind, content)
    else:
        seen.update(LINE.findall(run(path, "-s", ",".join(leaves), "-e")))
    for section in found:
        title = section.get("content-disposition-filename") or section.get("content-name") or ""
        nodes.append([section["section"], section.get("content-type", "").lower(), title, digests.get(section["section"], "")])
    return json.dumps({"file": name, "tree": nodes, "markers": sorted(int(n) for n in seen)})


def digest_of(kind, content):
    content = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(content.rstrip(b"\n") if kind.startswith("text/") else content).hexdigest()


def main(folder, thorough):
    names = sorted(n for n in os.listdir(folder) if n.endswith(".eml"))
    with ThreadPoolExecutor(3) as pool:
        for line in pool.map(lambda n: read(folder, n, thorough), names):
            print(line)


main(sys.argv[1], sys.argv[2:] == ["--digests"])
