"""Writes grad-cam.json beside this file: Grad-CAM of a small network by Keras on JAX, for the tests of grad-cam.ts. Run it with the Python of
core/engine/keras/requirements.txt: node scripts/python.mjs keras-numpy"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import layers


def build():
    image = keras.Input((9, 8, 1))
    x = layers.Conv2D(4, 3, padding="same", name="c1")(image)
    x = layers.BatchNormalization(name="n1")(x)
    x = first = layers.Activation("relu", name="a1")(x)
    x = layers.Conv2D(5, 3, strides=2, padding="same", name="c2")(x)
    x = second = layers.Activation("relu", name="a2")(x)
    x = layers.GlobalAveragePooling2D(name="g")(x)
    scores = layers.Dense(3, name="d")(x)
    return keras.Model(image, [first, second, scores])


def main():
    keras.utils.set_random_seed(20261124)
    generator = np.random.default_rng(20261124)
    model = build()
    for weight in model.weights:
        values = generator.normal(0, 0.5, weight.shape)
        weight.assign(np.abs(values) + 0.2 if "variance" in weight.path or "gamma" in weight.path else values)
    image = generator.integers(0, 256, (1, 9, 8, 1)).astype(np.uint8)
    x = jnp.asarray(image, dtype="float32") / 255
    first, second, scores = model(x, training=False)

    def after_first(a):
        a = model.get_layer("a2")(model.get_layer("c2")(a))
        return model.get_layer("d")(model.get_layer("g")(a))

    def after_second(a):
        return model.get_layer("d")(model.get_layer("g")(a))

    cases = []
    for name, output, rest in (("a1", first, after_first), ("a2", second, after_second)):
        for index in range(3):
            gradient = jax.grad(lambda a: rest(a)[0, index])(output)
            weights = jnp.mean(gradient, axis=(1, 2), keepdims=True)
            heat = np.asarray(jax.nn.relu(jnp.sum(weights * output, axis=-1)))[0]
            cases.append({"layer": name, "classIndex": index, "map": (heat / heat.max() if heat.max() > 0 else heat).ravel().tolist()})
    names = {"kernel": "kernel", "bias": "bias", "gamma": "gamma", "beta": "beta", "moving_mean": "movingMean", "moving_variance": "movingVariance"}
    values = {
        "keras": keras.__version__,
        "image": image.ravel().tolist(),
        "probabilities": np.asarray(jax.nn.softmax(scores))[0].tolist(),
        "weights": {
            f"{weight.path.split('/')[0]}/{names[weight.path.split('/')[-1]]}": np.asarray(weight.value).ravel().tolist() for weight in model.weights
        },
        "cases": cases,
    }
    pathlib.Path(__file__).with_name("grad-cam.json").write_text(json.dumps(values) + "\n", encoding="utf-8")


main()
