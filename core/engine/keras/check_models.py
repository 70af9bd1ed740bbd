"""Builds Keras models from code, gives them weights, and tells what they are and predict.

    python check_models.py <folder>

Reads `models.json` and `values.bin` (float32) of the folder and writes `results.json` into it.
"""

import json
import os
import re
import sys
import tempfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "numpy"

import keras
import numpy as np

folder = Path(sys.argv[1])
values = np.fromfile(folder / "values.bin", dtype=np.float32)


def draw_nothing(self, shape, dtype=None):
    return np.zeros(shape, dtype or "float32")


# Weights drawn at random are replaced at once by those given here, and drawing them takes most of the time.
keras.initializers.VarianceScaling.__call__ = draw_nothing


def read(place):
    size = int(np.prod(place["shape"]))
    return values[place["offset"] : place["offset"] + size].reshape(place["shape"])


def creation(layer):
    """Keras numbers the layers of a class in the order in which they are made: conv2d, conv2d_1, ..."""
    number = re.search(r"_(\d+)$", layer.name)
    return int(number.group(1)) if number else 0


def layers_of(model, kind):
    return sorted((layer for layer in model.layers if type(layer).__name__ == kind), key=creation)


def initializer(layer):
    for name in ("kernel_initializer", "depthwise_initializer", "pointwise_initializer"):
        if getattr(layer, name, None) is not None:
            return type(getattr(layer, name)).__name__
    return None


def facts(layer):
    told = {"shapes": [list(weight.shape) for weight in layer.weights], "initializer": initializer(layer)}
    for name in ("rate", "epsilon", "momentum"):
        if isinstance(getattr(layer, name, None), float | int):
            told[name] = getattr(layer, name)
    return told


def check(task):
    keras.utils.clear_session()
    module = {"__name__": "checked"}
    exec(compile(task["code"], task["name"], "exec"), module)
    model = module["model"]
    told = {
        "name": task["name"],
        "parameters": model.count_params(),
        "trainable": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
        "output": list(model.output_shape[1:]),
        "layers": {kind: [facts(layer) for layer in layers_of(model, kind)] for kind in task["kinds"]},
    }
    if "weights" in task:
        for kind, layers in task["weights"].items():
            for layer, places in zip(layers_of(model, kind), layers, strict=True):
                layer.set_weights([read(place) for place in places])
        told["penalty"] = float(sum(model.losses))
        images = read(task["images"])
        told["predictions"] = np.asarray(model(images, training=False)).ravel().tolist()
        if task["saves"]:
            with tempfile.TemporaryDirectory() as place:
                model.save(f"{place}/model.keras")
                loaded = keras.models.load_model(f"{place}/model.keras")
            told["reloaded"] = np.asarray(loaded(images, training=False)).ravel().tolist()
    return told


tasks = json.loads((folder / "models.json").read_text(encoding="utf-8"))
results = [check(task) for task in tasks]
(folder / "results.json").write_text(json.dumps(results), encoding="utf-8")
