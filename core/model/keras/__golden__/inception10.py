"""InceptionNet-10

Two groups of two Inception blocks: parallel 1x1, 3x3 and 5x5 branches, kept cheap by 1x1
convolutions.

Keras 3, for inputs of 32x32x3 with values from 0 to 1 and 10 classes.

Blockyard starts the momentum of batch norm's running statistics low: min(0.99, (1 + t) / (10 + t))
in step t. Keras keeps it at 0.99, so that validation says little in the first epochs.
"""

from dataclasses import dataclass

from keras import Input, Model, layers

INPUT_SHAPE = (32, 32, 3)
CLASSES = 10


@dataclass
class CBA:
    """Convolution, batch norm, relu."""

    filters: int
    kernel_size: int = 3
    strides: int = 1

    def __call__(self, x):
        x = layers.Conv2D(
            self.filters, self.kernel_size, strides=self.strides, padding="same", use_bias=False
        )(x)
        x = layers.BatchNormalization()(x)
        return layers.ReLU()(x)


@dataclass
class Inception:
    """Parallel branches, joined along channels (Szegedy et al. 2014, arXiv:1409.4842)."""

    filters: int
    strides: int = 1

    def __call__(self, x):
        branch1 = CBA(self.filters, kernel_size=1, strides=self.strides)(x)
        branch2 = CBA(self.filters, kernel_size=1, strides=self.strides)(x)
        branch2 = CBA(self.filters)(branch2)
        branch3 = CBA(self.filters, kernel_size=1, strides=self.strides)(x)
        branch3 = CBA(self.filters, kernel_size=5)(branch3)
        branch4 = layers.MaxPooling2D(3, strides=1, padding="same")(x)
        branch4 = CBA(self.filters, kernel_size=1, strides=self.strides)(branch4)
        return layers.Concatenate()([branch1, branch2, branch3, branch4])


def build_model():
    inputs = Input(INPUT_SHAPE)
    x = CBA(16)(inputs)
    for i in range(2):
        x = Inception(16, strides=2 if i == 0 else 1)(x)
    for i in range(2):
        x = Inception(32, strides=2 if i == 0 else 1)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(CLASSES, activation="softmax")(x)
    return Model(inputs, x, name="inceptionnet_10")


model = build_model()

if __name__ == "__main__":
    model.summary()
