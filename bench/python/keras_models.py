"""The three networks as one would write them in Keras 3. What they are: the preset tables of core/model."""

from keras import Input, Model, layers, regularizers


def lenet5(classes):
    inputs = Input((32, 32, 3))
    x = layers.Conv2D(6, 5, activation="sigmoid")(inputs)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(16, 5, activation="sigmoid")(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(120, activation="sigmoid")(x)
    x = layers.Dense(84, activation="sigmoid")(x)
    return Model(inputs, layers.Dense(classes, activation="softmax")(x))


def _conv_bn(x, filters, kernel, strides=1):
    x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _conv_bn_relu(x, filters, kernel, strides=1):
    return layers.ReLU()(_conv_bn(x, filters, kernel, strides))


def _inception_block(x, width, strides):
    alone = _conv_bn_relu(x, width, 1, strides)
    three = _conv_bn_relu(_conv_bn_relu(x, width, 1, strides), width, 3)
    five = _conv_bn_relu(_conv_bn_relu(x, width, 1, strides), width, 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    pooled = _conv_bn_relu(pooled, width, 1, strides)
    return layers.Concatenate()([alone, three, five, pooled])


def inception10(classes):
    inputs = Input((32, 32, 3))
    x = _conv_bn_relu(inputs, 16, 3)
    for width in (16, 32):
        x = _inception_block(x, width, strides=2)
        x = _inception_block(x, width, strides=1)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, layers.Dense(classes, activation="softmax")(x))


def _basic_block(x, filters, strides, project):
    shortcut = _conv_bn(x, filters, 1, strides) if project else x
    x = _conv_bn_relu(x, filters, 3, strides)
    x = _conv_bn(x, filters, 3)
    return layers.ReLU()(layers.Add()([x, shortcut]))


def resnet18(classes):
    inputs = Input((32, 32, 3))
    x = _conv_bn_relu(inputs, 64, 3)
    for stage, filters in enumerate((64, 128, 256, 512)):
        x = _basic_block(x, filters, strides=1 if stage == 0 else 2, project=stage > 0)
        x = _basic_block(x, filters, strides=1, project=False)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax", kernel_regularizer=regularizers.L2(0.01))(x)
    return Model(inputs, outputs)


BUILDERS = {"lenet5": lenet5, "inception10": inception10, "resnet18": resnet18}
