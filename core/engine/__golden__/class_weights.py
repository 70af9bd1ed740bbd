"""Trains a small network with class weights in Keras, and writes the losses of its steps, its weights and its validation loss.

    python class_weights.py > class-weights.json

Needs Keras 3 on TensorFlow: scripts/python.mjs keras.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

STEPS, BATCH, RATE, CLASSES, SHAPE = 4, 6, 0.5, 5, (4, 3, 2)
# Of the training images most are in the first class and none in the last; the validation images are in all of them.
LABELS = np.array([0, 0, 0, 0, 1, 2, 0, 0, 1, 0, 3, 0, 0, 2, 0, 0, 1, 0, 0, 3, 0, 0, 1, 0])
VALIDATION_LABELS = np.array([0, 1, 2, 3, 4, 1, 4])


def balanced(labels):
    """King & Zeng 2001; a class without examples has no weight that would be asked for."""
    counts = np.bincount(labels, minlength=CLASSES)
    present = np.count_nonzero(counts)
    return {label: float(len(labels) / (present * count)) for label, count in enumerate(counts) if count > 0}


class Losses(keras.callbacks.Callback):
    """Keras tells the mean over the steps so far; taken apart, the loss of each step."""

    def __init__(self):
        super().__init__()
        self.steps = []

    def on_train_batch_end(self, batch, logs=None):
        mean = logs["loss"]
        self.steps.append(mean * (batch + 1) - sum(self.steps))


def train(images, validation, kernel, bias, weighted, smoothing):
    model = keras.Sequential([keras.Input(SHAPE), keras.layers.Flatten(), keras.layers.Dense(CLASSES, name="head")])
    model.get_layer("head").set_weights([kernel, bias])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    # Blockyard's validation loss is without label smoothing too, so that recipes can be compared by it.
    plain = keras.metrics.CategoricalCrossentropy(name="plain", from_logits=True)
    model.compile(keras.optimizers.SGD(RATE), loss, metrics=[plain])
    losses = Losses()
    history = model.fit(
        images / 255,
        keras.utils.to_categorical(LABELS, CLASSES),
        batch_size=BATCH,
        shuffle=False,
        class_weight=balanced(LABELS) if weighted else None,
        validation_data=(validation / 255, keras.utils.to_categorical(VALIDATION_LABELS, CLASSES)),
        callbacks=[losses],
        verbose=0,
    )
    # Class weights have no part in Keras' own validation loss either.
    if smoothing == 0:
        assert np.isclose(history.history["val_loss"][0], history.history["val_plain"][0], rtol=1e-6)
    kernel, bias = (weight.ravel().tolist() for weight in model.get_layer("head").get_weights())
    return {
        "classWeights": "balanced" if weighted else "none",
        "labelSmoothing": smoothing,
        "losses": losses.steps,
        "validationLoss": history.history["val_plain"][0],
        "kernel": kernel,
        "bias": bias,
    }


generator = np.random.default_rng(1)
images = generator.integers(0, 256, (STEPS * BATCH, *SHAPE))
validation = generator.integers(0, 256, (len(VALIDATION_LABELS), *SHAPE))
kernel = generator.normal(0, 0.3, (np.prod(SHAPE), CLASSES)).round(3)
bias = generator.normal(0, 0.3, CLASSES).round(3)
cases = [
    train(images.astype("float32"), validation.astype("float32"), kernel, bias, weighted, smoothing)
    for weighted in [False, True]
    for smoothing in [0, 0.1]
]
print(
    json.dumps(
        {
            "shape": SHAPE,
            "batch": BATCH,
            "rate": RATE,
            "images": images.ravel().tolist(),
            "labels": LABELS.tolist(),
            "validation": {"images": validation.ravel().tolist(), "labels": VALIDATION_LABELS.tolist()},
            "kernel": kernel.ravel().tolist(),
            "bias": bias.tolist(),
            "cases": cases,
        }
    )
)
