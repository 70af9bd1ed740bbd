"""ResNet-18

Eight residual blocks in four stages; projection shortcuts where the size changes.

Keras 3, for inputs of 32x32x3 with values from 0 to 1 and 10 classes.

Blockyard starts the momentum of batch norm's running statistics low: min(0.99, (1 + t) / (10 + t))
in step t. Keras keeps it at 0.99, so that validation says little in the first epochs.
"""

import math
from dataclasses import dataclass

from keras import Input, Model, layers, regularizers

INPUT_SHAPE = (32, 32, 3)
CLASSES = 10


def strides_between(x, like):
    """How far apart the positions of `x` are that `like` has."""
    return tuple(math.ceil(one / other) for one, other in zip(x.shape[1:3], like.shape[1:3]))


def project(x, like, **settings):
    """Gives `x` the size of `like` by a strided 1x1 convolution (He et al. 2015, option B)."""
    strides = strides_between(x, like)
    x = layers.Conv2D(like.shape[-1], 1, strides=strides, use_bias=False, **settings)(x)
    return layers.BatchNormalization()(x)


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
            shortcut = project(shortcut, x, kernel_initializer="he_normal")
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
    x = CBA(64)(inputs)
    x = ResNetStage(64, blocks=2)(x)
    x = ResNetStage(128, blocks=2, strides=2)(x)
    x = ResNetStage(256, blocks=2, strides=2)(x)
    x = ResNetStage(512, blocks=2, strides=2)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(CLASSES, activation="softmax", kernel_regularizer=regularizers.L2(0.01))(x)
    return Model(inputs, x, name="resnet_18")


model = build_model()

if __name__ == "__main__":
    model.summary()
