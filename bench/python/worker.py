"""The line protocol between bench/contender.ts and a Python contender.

A contender is one process that trains one network in one way. It says one JSON line when it is ready (built and warmed up), then answers
every `{"steps": n}` on its standard input with one JSON line; the end of its standard input ends it. Between two rounds it only waits, so
that contenders can be measured in turns while all of them are loaded.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass

import numpy as np

# The protocol's lines go to the real standard output; whatever a library prints goes to standard error.
_lines = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


@dataclass(frozen=True)
class Settings:
    net: str
    variant: str
    params: int
    batch: int
    warmup: int
    learning_rate: float
    images: np.ndarray
    """[count, 32, 32, 3], float32 in 0..1: scaled once, ahead of the clock."""
    labels: np.ndarray
    """[count], int64."""


def settings():
    parser = argparse.ArgumentParser()
    parser.add_argument("--net", required=True)
    parser.add_argument("--variant", required=True)
    parser.add_argument("--params", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--warmup", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--images", required=True, help="file of count x 32 x 32 x 3 bytes")
    parser.add_argument("--labels", required=True, help="file of count bytes")
    given = parser.parse_args()
    images = np.fromfile(given.images, dtype=np.uint8).reshape(-1, 32, 32, 3)
    labels = np.fromfile(given.labels, dtype=np.uint8)
    return Settings(
        net=given.net,
        variant=given.variant,
        params=given.params,
        batch=given.batch,
        warmup=given.warmup,
        learning_rate=given.learning_rate,
        images=images.astype(np.float32) / np.float32(255),
        labels=labels.astype(np.int64),
    )


def check_parameters(expected, counted):
    if expected != counted:
        raise SystemExit(f"the network has {counted} parameters where {expected} were expected: it is not the same network")


def _say(message):
    _lines.write(json.dumps(message) + "\n")
    _lines.flush()


def serve(version, work):
    """Says that the contender is ready and answers rounds.

    `work(steps)` does that many steps and returns the figures of the round besides its seconds.
    """
    _say({"kind": "ready", "version": version})
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        started = time.perf_counter()
        figures = work(steps)
        _say({**figures, "seconds": time.perf_counter() - started})
