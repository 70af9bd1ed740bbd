"""Trains a small network with some layers frozen in Keras, and writes what became of it.

    python freezing.py > freezing.json

Needs Keras 3 on TensorFlow: scripts/python.mjs keras.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

STEPS, BATCH, RATE = 3, 5, 0.1
ROLES = {
    "conv": ["kernel", "bias"],
    "norm": ["gamma", "beta", "movingMean", "movingVariance"],
    "head": ["kernel", "bias"],
}


def build():
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 7, 1)),
            layers.Conv2D(4, 3, padding="same", name="conv1"),
            layers.BatchNormalization(name="norm1"),
            layers.Activation("tanh"),
            layers.Conv2D(5, 3, padding="same", name="conv2"),
            layers.BatchNormalization(name="norm2"),
            layers.ReLU(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, name="head"),
        ]
    )


def told(model):
    weights = {}
    for layer in model.layers:
        roles = ROLES.get(layer.name.rstrip("12"))
        for role, value in zip(roles or [], layer.get_weights()):
            weights[f"{layer.name}/{role}"] = [round(float(v), 7) for v in value.ravel()]
    return weights


def start(model, generator):
    """Weights that are unlike those that anything begins with."""
    for layer in model.layers:
        low = 0.5 if layer.name.startswith("norm") else -0.4
        layer.set_weights([(low + 0.8 * generator.random(w.shape)).round(3) for w in layer.get_weights()])


def train(frozen, images, labels):
    model = build()
    start(model, np.random.default_rng(2))
    began = told(model)
    for layer in model.layers:
        layer.trainable = layer.name not in frozen
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(RATE, momentum=0.9)
    # Step by step and not compiled, as the momentum of batch norm changes from step to step.
    model.compile(optimizer, loss, run_eagerly=True)
    losses = []
    for step in range(STEPS):
        for layer in model.layers:
            if layer.name.startswith("norm"):
                layer.momentum = min(0.99, (1 + step) / (10 + step))
        part = slice(step * BATCH, (step + 1) * BATCH)
        losses.append(float(model.train_on_batch(images[part] / 255, labels[part])))
        model.reset_metrics()
    return began, {"frozen": frozen, "losses": losses, "weights": told(model)}


generator = np.random.default_rng(1)
images = generator.integers(0, 256, (STEPS * BATCH, 8, 7, 1))
labels = generator.integers(0, 3, STEPS * BATCH)
cases = []
for frozen in [[], ["conv1", "norm1"], ["conv2", "norm2"], ["norm1", "head"]]:
    began, case = train(frozen, images.astype("float32"), labels)
    cases.append(case)
print(
    json.dumps(
        {
            "images": images.ravel().tolist(),
            "labels": labels.tolist(),
            "batch": BATCH,
            "rate": RATE,
            "began": began,
            "cases": cases,
        }
    )
)
