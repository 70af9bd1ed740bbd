"""Writes pictures of every kind, and what they should become.

write_pictures.py FOLDER COUNT SEED: COUNT files in FOLDER/pictures/{train,test}/CLASS/, and beside it expected.json, a list of
{name, size, at} of the files that are images, in the order of the dataset, or {name, reason}; and for each way to fit a picture
stretch.u8, crop.u8 and pad.u8, images [*, 32, 24, 3].
"""

import io
import json
import math
import os
import random
import sys

from PIL import Image, ImageOps

HEIGHT, WIDTH = 32, 24
CLASSES = ["cats", "dogs", "Ünïcødé 名前", "x" * 100, "zebras"]


def scene(rng, width, height):
    """A picture with large shapes and some noise."""
    small = Image.frombytes("RGB", (6, 5), rng.randbytes(90))
    smooth = small.resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.frombytes("RGB", (width, height), rng.randbytes(3 * width * height))
    return Image.blend(smooth, noise, 0.15)


def sixteen_bits(rng, width, height):
    data = rng.randbytes(2 * width * height)
    return Image.frombytes("I;16", (width, height), data)


def encode(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def oriented(picture, tag, **options):
    exif = Image.Exif()
    exif[0x0112] = tag
    return encode(picture, "JPEG", exif=exif, **options)


def with_alpha(rng, picture):
    alpha = Image.frombytes("L", (5, 4), rng.randbytes(20)).resize(picture.size, Image.Resampling.BILINEAR)
    picture = picture.convert("RGBA")
    picture.putalpha(alpha)
    return picture


def animation(rng, picture):
    frames = [scene(rng, *picture.size) for _ in range(3)]
    return encode(picture, "GIF", save_all=True, append_images=frames, duration=100)


def palette(picture, colors):
    return picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=colors)


KINDS = {
    "jpeg": lambda rng, p: ("jpg", encode(p, "JPEG", quality=rng.choice([50, 80, 95]))),
    "jpeg progressive": lambda rng, p: ("JPEG", encode(p, "JPEG", progressive=True, quality=90)),
    "jpeg gray": lambda rng, p: ("jpg", encode(p.convert("L"), "JPEG")),
    "jpeg 4:4:4": lambda rng, p: ("jpg", encode(p, "JPEG", subsampling=0)),
    **{f"jpeg exif {tag}": (lambda tag: lambda rng, p: ("jpg", oriented(p, tag, quality=90)))(tag) for tag in range(1, 9)},
    "png": lambda rng, p: ("png", encode(p, "PNG")),
    "png gray": lambda rng, p: ("png", encode(p.convert("L"), "PNG")),
    "png 1 bit": lambda rng, p: ("png", encode(p.convert("1"), "PNG")),
    "png palette": lambda rng, p: ("png", encode(palette(p, 256), "PNG")),
    "png palette 4 bits": lambda rng, p: ("PNG", encode(palette(p, 16), "PNG", bits=4, transparency=3)),
    "png rgba": lambda rng, p: ("png", encode(with_alpha(rng, p), "PNG")),
    "png gray alpha": lambda rng, p: ("png", encode(with_alpha(rng, p).convert("LA"), "PNG")),
    "png 16 bits": lambda rng, p: ("png", encode(sixteen_bits(rng, *p.size), "PNG")),
    "bmp": lambda rng, p: ("bmp", encode(p, "BMP")),
    "bmp gray": lambda rng, p: ("bmp", encode(p.convert("L"), "BMP")),
    "bmp palette": lambda rng, p: ("bmp", encode(palette(p, 64), "BMP")),
    "bmp 1 bit": lambda rng, p: ("bmp", encode(p.convert("1"), "BMP")),
    "gif": lambda rng, p: ("gif", encode(palette(p, 64), "GIF")),
    "gif transparent": lambda rng, p: ("gif", encode(palette(p, 16), "GIF", transparency=5)),
    "gif animated": lambda rng, p: ("gif", animation(rng, p)),
    "png named jpg": lambda rng, p: ("jpg", encode(p, "PNG")),
}

REFUSED = {
    "jpeg cut": lambda rng, p: ("jpg", cut(rng, encode(p, "JPEG", quality=95), 650), "truncated"),
    "png cut": lambda rng, p: ("png", cut(rng, encode(p, "PNG"), 100), "truncated"),
    "bmp cut": lambda rng, p: ("bmp", cut(rng, encode(p, "BMP"), 100), "truncated"),
    "gif cut": lambda rng, p: ("gif", cut(rng, encode(palette(p, 64), "GIF"), 100), "truncated"),
    "jpeg cut in its header": lambda rng, p: ("jpg", encode(p, "JPEG")[: rng.randrange(3, 100)], "truncated"),
    "png with a wrong byte": lambda rng, p: ("png", spoil(encode(p, "PNG"), 60), "corrupt"),
    "empty": lambda rng, p: ("png", b"", "empty"),
    "text": lambda rng, p: ("jpg", b"<html>not found</html>", "not-an-image"),
    "webp": lambda rng, p: ("webp", encode(p, "WEBP"), "unsupported"),
    "tiff": lambda rng, p: ("tif", encode(p, "TIFF"), "unsupported"),
    "cmyk": lambda rng, p: ("jpg", encode(p.convert("CMYK"), "JPEG"), "unsupported"),
    "huge": lambda rng, p: ("png", claim(encode(p, "PNG"), 20_000, 20_000), "too-large"),
}


def cut(rng, data, least):
    return data[: rng.randrange(least, len(data) - 20)]


def spoil(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def claim(png, width, height):
    return png[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + png[24:]


def opened(data):
    """The upright picture, on white, in RGB of 8 bits."""
    picture = Image.open(io.BytesIO(data))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "I;16":
        values = memoryview(picture.tobytes()).cast("H")
        gray = bytes(round(value / 257) for value in values)
        return Image.frombytes("L", picture.size, gray).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def rounded(value):
    """As JavaScript rounds."""
    return math.floor(value + 0.5)


def fitted(picture, fit):
    width, height = picture.size
    if fit == "stretch":
        return picture.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    if fit == "crop":
        inner = min(width, max(1, rounded(height * WIDTH / HEIGHT))), min(height, max(1, rounded(width / (WIDTH / HEIGHT))))
        left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
        return picture.crop((left, top, left + inner[0], top + inner[1])).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    scale = min(WIDTH / width, HEIGHT / height)
    inner = max(1, rounded(width * scale)), max(1, rounded(height * scale))
    frame = Image.new("RGB", (WIDTH, HEIGHT))
    frame.paste(picture.resize(inner, Image.Resampling.BILINEAR), ((WIDTH - inner[0]) // 2, (HEIGHT - inner[1]) // 2))
    return frame


def main(folder, count, seed):
    rng = random.Random(seed)
    root = os.path.join(folder, "pictures")
    entries = []
    makers = [(name, make) for name, make in KINDS.items()]
    broken = [(name, make) for name, make in REFUSED.items()]
    for index in range(count):
        picture = scene(rng, rng.randrange(20, 90), rng.randrange(20, 90))
        part = "test" if index % 5 == 0 else "train"
        label = CLASSES[rng.randrange(len(CLASSES))]
        # One in ten is refused.
        if index % 10 == 3:
            kind, make = broken[(index // 10) % len(broken)]
            ending, data, reason = make(rng, picture)
            entry = {"reason": reason}
        else:
            kind, make = makers[index % len(makers)]
            ending, data = make(rng, picture)
            upright = opened(data)
            entry = {"size": [upright.height, upright.width], "picture": upright}
        name = f"{part}/{label}/{index:05d} {kind}.{ending}".replace(":", "_")
        os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(root, name), "wb") as file:
            file.write(data)
        entries.append({"name": name, "kind": kind, "part": part, "class": label, **entry})
    order = {name: at for at, name in enumerate(sorted(CLASSES))}
    entries.sort(key=lambda e: (e["part"] != "train", order[e["class"]], e["name"]))
    for fit in ("stretch", "crop", "pad"):
        with open(os.path.join(folder, f"{fit}.u8"), "wb") as file:
            for entry in entries:
                if "picture" in entry:
                    file.write(fitted(entry["picture"], fit).tobytes())
    for entry in entries:
        entry.pop("picture", None)
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(entries, file)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
