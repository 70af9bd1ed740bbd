"""ResNet-110

54 residual blocks in three stages for small images; shortcuts without parameters.

Keras 3, for inputs of 32x32x3 with values from 0 to 1 and 10 classes.

Blockyard starts the momentum of batch norm's running statistics low: min(0.99, (1 + t) / (10 + t))
in step t. Keras keeps it at 0.99, so that validation says little in the first epochs.
"""

import math
from dataclasses import dataclass

from keras import Input, Model, layers, ops

INPUT_SHAPE = (32, 32, 3)
CLASSES = 10


def strides_between(x, like):
    """How far apart the positions of `x` are that `like` has."""
    return tuple(math.ceil(one / other) for one, other in zip(x.shape[1:3], like.shape[1:3]))


def pad_channels(x, like):
    """Gives `x` the size of `like` by strides and channels of zeros (He et al. 2015, option A)."""
    down, across = strides_between(x, like)
    x = x[:, ::down, ::across]
    return ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, like.shape[-1] - x.shape[-1])))


@dataclass
class CBA:
    """Convolution, batch norm, relu."""

    filters: int

    def __call__(self, x):
        x = layers.Conv2D(
            self.filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        )(x)
        x = layers.BatchNormalization()(x)
        return layers.ReLU()(x)


@dataclass
class ResNetBasic:
    """Two 3x3 convolutions and a shortcut (He et al. 2015, arXiv:1512.03385)."""

    filters: int
    strides: int = 1

    def __call__(self, x):
        shortcut = x
        x = layers.Conv2D(
            self.filters,
            3,
            strides=self.strides,
            padding="same",
            use_bias=False,
            kernel_initializer="he_normal",
        )(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.Conv2D(
            self.filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        )(x)
        x = layers.BatchNormalization()(x)
        if shortcut.shape != x.shape:
            shortcut = pad_channels(shortcut, x)
        x = layers.Add()([x, shortcut])
        return layers.ReLU()(x)


@dataclass
class ResNetStage:
    """ResNet blocks of one width in a row; the first has the strides."""

    filters: int
    blocks: int
    strides: int = 1

    def __call__(self, x):
        for i in range(self.blocks):
            x = ResNetBasic(self.filters, strides=self.strides if i == 0 else 1)(x)
        return x


def build_model():
    inputs = Input(INPUT_SHAPE)
    x = CBA(16)(inputs)
    x = ResNetStage(16, blocks=18)(x)
    x = ResNetStage(32, blocks=18, strides=2)(x)
    x = ResNetStage(64, blocks=18, strides=2)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(CLASSES, activation="softmax")(x)
    return Model(inputs, x, name="resnet_110")


model = build_model()

if __name__ == "__main__":
    model.summary()
