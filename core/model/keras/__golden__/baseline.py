"""Baseline

One CBAPD block and a dense layer: the smallest network worth training, to measure others against.

Keras 3, for inputs of 32x32x3 with values from 0 to 1 and 10 classes.

Blockyard starts the momentum of batch norm's running statistics low: min(0.99, (1 + t) / (10 + t))
in step t. Keras keeps it at 0.99, so that validation says little in the first epochs.
"""

from dataclasses import dataclass

from keras import Input, Model, layers

INPUT_SHAPE = (32, 32, 3)
CLASSES = 10


@dataclass
class CBAPD:
    """Convolution, batch norm, relu, max pooling, dropout."""

    filters: int
    kernel_size: int = 3

    def __call__(self, x):
        x = layers.Conv2D(self.filters, self.kernel_size, padding="same")(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
        return layers.Dropout(0.2)(x)


def build_model():
    inputs = Input(INPUT_SHAPE)
    x = CBAPD(6, kernel_size=5)(inputs)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(CLASSES, activation="softmax")(x)
    return Model(inputs, x, name="baseline")


model = build_model()

if __name__ == "__main__":
    model.summary()
