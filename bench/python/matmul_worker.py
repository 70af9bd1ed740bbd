"""The largest float32 matrix-multiply rate that torch or TensorFlow gets out of this machine, over a few sizes of square matrices."""

import os
import sys
import time

from worker import serve

SIZES = (1024, 2048, 3072)


def torch_multiply():
    import torch

    matrices = {n: (torch.rand(n, n), torch.rand(n, n), torch.empty(n, n)) for n in SIZES}

    def multiply(n):
        a, b, c = matrices[n]
        torch.matmul(a, b, out=c)

    return f"PyTorch {torch.__version__}", multiply


def tensorflow_multiply():
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    matrices = {n: (tf.random.uniform((n, n)), tf.random.uniform((n, n))) for n in SIZES}

    def multiply(n):
        a, b = matrices[n]
        tf.matmul(a, b)

    return f"TensorFlow {tf.__version__}", multiply


version, multiply = {"torch": torch_multiply, "tensorflow": tensorflow_multiply}[sys.argv[1]]()


def work(steps):
    best = 0.0
    for n in SIZES:
        for _ in range(steps):
            started = time.perf_counter()
            multiply(n)
            best = max(best, 2 * n**3 / (time.perf_counter() - started) / 1e9)
    return {"kind": "peak", "gflops": best}


work(1)
serve(version, work)
