"""Augments images with SciPy and NumPy, for tests: an implementation that shares nothing with Blockyard's but the random numbers.

Reads tasks as JSON from standard input and writes their results as JSON to standard output. Where a library has a function for an augmentation that is on by
itself, that function is used; several movements at once are one affine transform.
"""

import json
import sys

import numpy as np
from scipy import ndimage
from scipy.stats import beta

SCIPY_MODES = {"black": "grid-constant", "edge": "nearest", "reflect": "reflect"}
NUMPY_MODES = {"black": "constant", "edge": "edge", "reflect": "symmetric"}
MOVEMENTS = ("crop", "rotation", "shift", "zoom", "shear")

# ITU-T T.871 (JPEG): Y'CbCr of BT.601.
TO_YCC = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])


def spread(uniform, reach):
    return np.interp(uniform, [0, 1], [-reach, reach])


def per_channel(change, image):
    return np.stack([change(image[:, :, channel]) for channel in range(image.shape[2])], axis=2)


def crop(image, border, draws, fill):
    padded = np.pad(image, ((border, border), (border, border), (0, 0)), mode=NUMPY_MODES[fill])
    top, left = int(draws["cropY"] * (2 * border + 1)), int(draws["cropX"] * (2 * border + 1))
    return padded[top : top + image.shape[0], left : left + image.shape[1]]


def move(image, settings, draws):
    """Flips by themselves, then whatever else is on."""
    fill = settings["fill"]
    mode = {"order": 1, "mode": SCIPY_MODES[fill], "cval": 0, "prefilter": False}
    if settings["horizontalFlip"] and draws["horizontalFlip"] >= 0.5:
        image = np.fliplr(image)
    if settings["verticalFlip"] and draws["verticalFlip"] >= 0.5:
        image = np.flipud(image)
    on = [name for name in MOVEMENTS if settings[name] > 0]
    height, width = image.shape[:2]
    angle = spread(draws["rotation"], settings["rotation"])
    shift = [spread(draws["shiftY"], settings["shift"]) * height, spread(draws["shiftX"], settings["shift"]) * width]
    if on == []:
        return image
    if on == ["crop"]:
        return crop(image, settings["crop"], draws, fill)
    if on == ["rotation"]:
        return per_channel(lambda x: ndimage.rotate(x, angle, reshape=False, **mode), image)
    if on == ["shift"]:
        return per_channel(lambda x: ndimage.shift(x, shift, **mode), image)
    # Rows and columns. On a screen, whose rows go down, against the clock: the corner (0, 1) goes up.
    turned = np.deg2rad(angle)
    rotate = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    lean = np.array([[1, 0], [np.tan(np.deg2rad(spread(draws["shear"], settings["shear"]))), 1]])
    magnify = np.eye(2) * (1 + spread(draws["zoom"], settings["zoom"]))
    windows = 2 * settings["crop"] + 1
    by_crop = [settings["crop"] - int(draws[name] * windows) for name in ("cropY", "cropX")]
    backwards = np.linalg.inv(rotate @ lean @ magnify)
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    offset = centre - backwards @ (centre + shift + by_crop)
    return per_channel(lambda x: ndimage.affine_transform(x, backwards, offset, **mode), image)


def recolour(image, settings, draws):
    if settings["brightness"] == settings["contrast"] == settings["saturation"] == 0:
        return image
    image = image + spread(draws["brightness"], settings["brightness"])
    mean = image.mean(axis=(0, 1))
    image = mean + (image - mean) * (1 + spread(draws["contrast"], settings["contrast"]))
    if image.shape[2] == 3:
        chroma = np.diag([1, *2 * [1 + spread(draws["saturation"], settings["saturation"])]])
        image = image @ (np.linalg.inv(TO_YCC) @ chroma @ TO_YCC).T
    return np.clip(image, 0, 1)


def cut_out(image, side, draws):
    """As github.com/uoguelph-mlrg/Cutout does, of an even side."""
    height, width = image.shape[:2]
    y, x = int(draws["cutoutY"] * height), int(draws["cutoutX"] * width)
    mask = np.ones((height, width, 1))
    y1, y2 = np.clip([y - side // 2, y + side // 2], 0, height)
    x1, x2 = np.clip([x - side // 2, x + side // 2], 0, width)
    mask[y1:y2, x1:x2] = 0
    return image * mask


def mixup(image, other, alpha, draws):
    """As github.com/facebookresearch/mixup-cifar10 does."""
    share = beta.ppf(draws["mixupShare"], alpha, alpha)
    return share * image + (1 - share) * other, share


def cutmix(image, other, alpha, draws):
    """As github.com/clovaai/CutMix-PyTorch does."""
    height, width = image.shape[:2]
    side = np.sqrt(1 - beta.ppf(draws["cutmixShare"], alpha, alpha))
    cut_h, cut_w = int(height * side), int(width * side)
    y, x = int(draws["cutmixY"] * height), int(draws["cutmixX"] * width)
    y1, y2 = np.clip([y - cut_h // 2, y + cut_h // 2], 0, height)
    x1, x2 = np.clip([x - cut_w // 2, x + cut_w // 2], 0, width)
    mixed = image.copy()
    mixed[y1:y2, x1:x2] = other[y1:y2, x1:x2]
    return mixed, 1 - (y2 - y1) * (x2 - x1) / (height * width)


def mix(image, other, settings, draws):
    blended = settings["mixup"] > 0 and (settings["cutmix"] == 0 or draws["mixupOrCutmix"] < 0.5)
    if blended:
        return mixup(image, other, settings["mixup"], draws)
    return cutmix(image, other, settings["cutmix"], draws)


def augment(task):
    settings = task["settings"]
    images = np.array(task["images"]).reshape(-1, *task["shape"])
    varied = []
    for image, draws in zip(images, task["draws"], strict=True):
        coloured = recolour(move(image, settings, draws), settings, draws)
        varied.append(cut_out(coloured, settings["cutout"], draws) if settings["cutout"] > 0 else coloured)
    if settings["mixup"] == settings["cutmix"] == 0:
        return {"images": np.stack(varied).ravel().tolist()}
    others = [*varied[1:], varied[0]]
    mixed = [mix(*row) for row in zip(varied, others, [settings] * len(varied), task["draws"], strict=True)]
    return {
        "images": np.stack([image for image, _ in mixed]).ravel().tolist(),
        "shares": [float(share) for _, share in mixed],
    }


json.dump([augment(task) for task in json.load(sys.stdin)], sys.stdout)
