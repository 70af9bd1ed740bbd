"""The three networks as one would write them in PyTorch. They end in logits: `cross_entropy` has the softmax in it."""

import torch
from torch import nn


def lenet5(classes):
    return nn.Sequential(
        nn.Conv2d(3, 6, 5),
        nn.Sigmoid(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Sigmoid(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Sigmoid(),
        nn.Linear(120, 84),
        nn.Sigmoid(),
        nn.Linear(84, classes),
    )


def _conv_bn(inputs, filters, kernel, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, filters, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(filters, eps=1e-3),
    )


def _conv_bn_relu(inputs, filters, kernel, stride=1):
    return nn.Sequential(*_conv_bn(inputs, filters, kernel, stride), nn.ReLU(inplace=True))


class InceptionBlock(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.alone = _conv_bn_relu(inputs, width, 1, stride)
        self.three = nn.Sequential(_conv_bn_relu(inputs, width, 1, stride), _conv_bn_relu(width, width, 3))
        self.five = nn.Sequential(_conv_bn_relu(inputs, width, 1, stride), _conv_bn_relu(width, width, 5))
        self.pooled = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), _conv_bn_relu(inputs, width, 1, stride))

    def forward(self, x):
        return torch.cat([self.alone(x), self.three(x), self.five(x), self.pooled(x)], dim=1)


def inception10(classes):
    blocks = []
    channels = 16
    for width in (16, 32):
        for stride in (2, 1):
            blocks.append(InceptionBlock(channels, width, stride))
            channels = 4 * width
    return nn.Sequential(
        _conv_bn_relu(3, 16, 3),
        *blocks,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels, classes),
    )


class BasicBlock(nn.Module):
    def __init__(self, inputs, filters, stride, project):
        super().__init__()
        self.first = _conv_bn_relu(inputs, filters, 3, stride)
        self.second = _conv_bn(filters, filters, 3)
        self.shortcut = _conv_bn(inputs, filters, 1, stride) if project else nn.Identity()

    def forward(self, x):
        return torch.relu(self.second(self.first(x)) + self.shortcut(x))


def resnet18(classes):
    blocks = []
    channels = 64
    for stage, filters in enumerate((64, 128, 256, 512)):
        blocks.append(BasicBlock(channels, filters, stride=1 if stage == 0 else 2, project=stage > 0))
        blocks.append(BasicBlock(filters, filters, stride=1, project=False))
        channels = filters
    return nn.Sequential(
        _conv_bn_relu(3, 64, 3),
        *blocks,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels, classes),
    )


BUILDERS = {"lenet5": lenet5, "inception10": inception10, "resnet18": resnet18}
