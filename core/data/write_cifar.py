"""For tests: writes CIFAR-10 or CIFAR-100 as it is published, out of images drawn by a seed, and what numpy reads of it.

    python write_cifar.py FOLDER '{"dataset": 10, "version": "python2", "images": [50000, 10000], "seed": 1}'

Versions: binary; python2, byte for byte as Python 2 wrote the published pickles; python3, as Python 3 writes them in protocol 2.
FOLDER gets the archive, the folder that it unpacks to, and of what numpy read train-images, train-fine and so on
(images [count, height, width, channels]; labels in files of their own, "-fine" and of CIFAR-100 "-coarse") and classes.json.
"""

import io
import json
import pickle
import struct
import sys
import tarfile
from pathlib import Path

import numpy

# Archive, folder in it, and files in the order of the published archives, which is not that of the batches.
PUBLISHED = {
    (10, False): (
        "cifar-10-binary.tar.gz",
        "cifar-10-batches-bin",
        "data_batch_1 batches.meta.txt data_batch_3 data_batch_4 test_batch readme.html data_batch_5 data_batch_2",
    ),
    (10, True): (
        "cifar-10-python.tar.gz",
        "cifar-10-batches-py",
        "data_batch_4 readme.html test_batch data_batch_3 batches.meta data_batch_2 data_batch_5 data_batch_1",
    ),
    (100, False): (
        "cifar-100-binary.tar.gz",
        "cifar-100-binary",
        "fine_label_names.txt coarse_label_names.txt train test",
    ),
    (100, True): ("cifar-100-python.tar.gz", "cifar-100-python", "file.txt~ train test meta"),
}


class Python2Pickler(pickle._Pickler):
    """Writes str and bytes as Python 2 wrote its str, and numpy's names as they were then."""

    dispatch = dict(pickle._Pickler.dispatch)

    def memoize(self, value):
        # Python 2 counted from one.
        index = len(self.memo) + 1
        self.write(self.put(index))
        self.memo[id(value)] = index, value

    def save_string(self, value):
        raw = value.encode("latin-1") if isinstance(value, str) else value
        if len(raw) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(raw)]) + raw)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(raw)) + raw)
        self.memoize(value)

    def save_global(self, value, name=None):
        names = {"_reconstruct": "numpy.core.multiarray", "ndarray": "numpy", "dtype": "numpy"}
        self.write(pickle.GLOBAL + f"{names[value.__name__]}\n{value.__name__}\n".encode())
        self.memoize(value)

    def reducer_override(self, value):
        if isinstance(value, numpy.dtype):
            call, arguments, state = value.__reduce__()
            return call, (arguments[0], 0, 1), state
        return NotImplemented

    dispatch[str] = save_string
    dispatch[bytes] = save_string
    dispatch[type(pickle.Pickler)] = save_global
    dispatch[type(lambda: None)] = save_global
    dispatch[type(len)] = save_global


def pickled(value, version):
    if version == "python3":
        return pickle.dumps(value, protocol=2)
    out = io.BytesIO()
    Python2Pickler(out, protocol=2).dump(value)
    return out.getvalue()


def draw(random, count, classes):
    pixels = random.integers(0, 256, (count, 3072), dtype=numpy.uint8)
    return pixels, random.integers(0, classes, count), random.integers(0, 20, count)


def names_of(dataset):
    fine = [f"class {label} \u00e9" if label == 3 else f"class {label}" for label in range(dataset)]
    return fine, [f"group {label}" for label in range(20)]


def batch_of(dataset, title, drawn):
    """Entries in the order of the published files."""
    pixels, fine, coarse = drawn
    files = [f"picture_s_{number:06d}.png" for number in range(len(pixels))]
    fine, coarse = [int(label) for label in fine], [int(label) for label in coarse]
    if dataset == 10:
        return {"batch_label": title, "labels": fine, "data": pixels, "filenames": files}
    return {"filenames": files, "batch_label": title, "fine_labels": fine, "coarse_labels": coarse, "data": pixels}


def records_of(dataset, drawn):
    pixels, fine, coarse = drawn
    labels = [fine] if dataset == 10 else [coarse, fine]
    columns = [column.astype(numpy.uint8).reshape(-1, 1) for column in labels]
    return numpy.hstack([*columns, pixels]).tobytes()


def contents_of(dataset, version, images, seed):
    random = numpy.random.default_rng(seed)
    train, test = images
    parts = [f"data_batch_{number}" for number in range(1, 6)] if dataset == 10 else ["train"]
    drawn = {part: draw(random, train // len(parts), dataset) for part in parts}
    drawn["test_batch" if dataset == 10 else "test"] = draw(random, test, dataset)
    fine, coarse = names_of(dataset)
    files = {"readme.html": b"<html></html>\n", "file.txt~": b""}
    if version == "binary":
        files.update({part: records_of(dataset, some) for part, some in drawn.items()})
        text = lambda names: ("\n".join(names) + "\n\n").encode()
        files["batches.meta.txt"] = files["fine_label_names.txt"] = text(fine)
        files["coarse_label_names.txt"] = text(coarse)
        return files
    for number, (part, some) in enumerate(drawn.items()):
        title = f"training batch {number + 1} of 5" if number < len(parts) else "testing batch 1 of 1"
        files[part] = pickled(batch_of(dataset, title, some), version)
    plain = fine if version == "python3" else [name.encode().decode("latin-1") for name in fine]
    files["batches.meta"] = pickled({"num_cases_per_batch": train // 5, "label_names": plain, "num_vis": 3072}, version)
    files["meta"] = pickled({"fine_label_names": plain, "coarse_label_names": coarse}, version)
    return files


def read_again(folder, dataset, version):
    """As numpy's users read the files: (images, fine labels, coarse labels) of each part."""
    parts = {
        "train": [f"data_batch_{number}" for number in range(1, 6)] if dataset == 10 else ["train"],
        "test": ["test_batch" if dataset == 10 else "test"],
    }
    width = 1 if dataset == 10 else 2
    for part, names in parts.items():
        pixels, labels = [], []
        for name in names:
            if version == "binary":
                records = numpy.fromfile(folder / f"{name}.bin", numpy.uint8).reshape(-1, 3072 + width)
                pixels.append(records[:, width:])
                labels.append(records[:, width - 1 :: -1])
            else:
                batch = pickle.loads((folder / name).read_bytes(), encoding="latin-1")
                pixels.append(batch["data"])
                columns = [batch["labels"]] if dataset == 10 else [batch["fine_labels"], batch["coarse_labels"]]
                labels.append(numpy.array(columns, numpy.uint8).T)
        yield part, numpy.concatenate(pixels).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), numpy.concatenate(labels)


def main(target, dataset, version, images, seed):
    archive, name, order = PUBLISHED[dataset, version != "binary"]
    folder = target / name
    folder.mkdir(parents=True)
    contents = contents_of(dataset, version, images, seed)
    with tarfile.open(target / archive, "w:gz", compresslevel=1, format=tarfile.GNU_FORMAT) as tar:
        top = tarfile.TarInfo(name)
        top.type, top.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(top)
        for part in order.split():
            file = f"{part}.bin" if version == "binary" and "." not in part else part
            (folder / file).write_bytes(contents[part])
            info = tarfile.TarInfo(f"{name}/{file}")
            info.size, info.uname, info.gname, info.mtime = len(contents[part]), "kriz", "kriz", 1244000000
            tar.addfile(info, io.BytesIO(contents[part]))
    for part, pixels, labels in read_again(folder, dataset, version):
        (target / f"{part}-images").write_bytes(pixels.tobytes())
        for column, kind in enumerate(["fine", "coarse"][: labels.shape[1]]):
            (target / f"{part}-{kind}").write_bytes(labels[:, column].tobytes())
    fine, coarse = names_of(dataset)
    (target / "classes.json").write_text(json.dumps({"fine": fine, "coarse": coarse}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), **json.loads(sys.argv[2]))
