"""Keras 3 on TensorFlow in graph mode, trained from arrays in memory, in one of three ways:

- fit: `model.fit`, the way of Keras' guides;
- fit-grouped: the same with `steps_per_execution=16`, sixteen steps in one call of the graph;
- train-on-batch: a loop over `model.train_on_batch`;
- xla: `fit` with `jit_compile=True`.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from keras_models import BUILDERS
from worker import check_parameters, serve, settings


def main():
    given = settings()
    keras.utils.set_random_seed(1)
    model = BUILDERS[given.net](classes=10)
    check_parameters(given.params, model.count_params())
    model.compile(
        optimizer=keras.optimizers.Adam(given.learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=given.variant == "xla",
        steps_per_execution=16 if given.variant == "fit-grouped" else 1,
    )
    size = given.batch

    def fit(steps):
        done = 0
        per_epoch = len(given.images) // size
        while done < steps:
            epoch = min(per_epoch, steps - done)
            model.fit(given.images[: epoch * size], given.labels[: epoch * size], batch_size=size, epochs=1, shuffle=True, verbose=0)
            done += epoch
        return {"kind": "round", "images": steps * size}

    order = np.random.default_rng(1)

    def train_on_batch(steps):
        for _ in range(steps):
            batch = order.choice(len(given.images), size, replace=False)
            model.train_on_batch(given.images[batch], given.labels[batch])
        return {"kind": "round", "images": steps * size}

    work = train_on_batch if given.variant == "train-on-batch" else fit
    work(given.warmup)
    serve(f"Keras {keras.__version__}, TensorFlow {tf.__version__}", work)


main()
