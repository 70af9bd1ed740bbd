"""Unpacks members of a wheel: unpack.py WHEEL FOLDER, with a JSON list of rules in BLOCKYARD_UNPACK_RULES.

Each rule is {"from": prefix of member names, "to": folder or name it becomes, "suffix": ending that is wanted}. Only regular
files are written, only inside FOLDER. Prints the number of files and of bytes.
"""

import json
import os
import shutil
import sys
import zipfile


def target_of(name, rules):
    for rule in rules:
        if name.startswith(rule["from"]) and name.endswith(rule.get("suffix", "")):
            return rule["to"] + name[len(rule["from"]):]
    return None


def main(wheel, folder):
    rules = json.loads(os.environ["BLOCKYARD_UNPACK_RULES"])
    root = os.path.realpath(folder)
    files = 0
    size = 0
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            target = None if member.is_dir() else target_of(member.filename, rules)
            if target is None:
                continue
            path = os.path.realpath(os.path.join(root, target))
            if not path.startswith(root + os.sep):
                sys.exit("member outside the folder: " + member.filename)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(member) as source, open(path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
            files += 1
            size += member.file_size
    print(files, size)


main(sys.argv[1], sys.argv[2])
