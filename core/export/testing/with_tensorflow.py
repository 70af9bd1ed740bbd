"""Loads exported models with Keras and TensorFlow and tells what they make of pictures.

    python with_tensorflow.py <folder>

Reads `cases.json` of the folder and writes `results.json` into it: for every case and format the probabilities.
"""

import json
import os
import runpy
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

folder = Path(sys.argv[1])


def draw_nothing(self, shape, dtype=None):
    return np.zeros(shape, dtype or "float32")


# Weights drawn at random are replaced at once by those of the files, and drawing them takes most of the time.
keras.initializers.VarianceScaling.__call__ = draw_nothing


def saved_model(place, images):
    serve = tf.saved_model.load(str(place)).signatures["serving_default"]
    return serve(images=tf.constant(images))["probabilities"]


def keras_model(place, images):
    return keras.models.load_model(str(place))(images, training=False)


def python_model(place, images):
    return runpy.run_path(str(place / "model.py"), run_name="model")["model"](images, training=False)


def apply(task):
    keras.utils.clear_session()
    shape = [task["count"], *task["input"]]
    images = np.fromfile(folder / task["images"], dtype=np.uint8).reshape(shape).astype(np.float32) / np.float32(255)
    readers = {"savedmodel": saved_model, "keras": keras_model, "python": python_model}
    return {
        "name": task["name"],
        "probabilities": {
            kind: np.asarray(readers[kind](folder / place, images)).ravel().tolist()
            for kind, place in task["places"].items()
            if kind in readers
        },
    }


tasks = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
results = [apply(task) for task in tasks]
(folder / "results.json").write_text(json.dumps(results), encoding="utf-8")
