"""As with_tensorflow.py, with ONNX Runtime: writes `onnx.json`."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

folder = Path(sys.argv[1])


def apply(task):
    shape = [task["count"], *task["input"]]
    images = np.fromfile(folder / task["images"], dtype=np.uint8).reshape(shape).astype(np.float32) / np.float32(255)
    session = onnxruntime.InferenceSession(str(folder / task["places"]["onnx"]), providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {"images": images})
    facts = session.get_modelmeta().custom_metadata_map
    return {
        "name": task["name"],
        "probabilities": {"onnx": probabilities.ravel().tolist()},
        "classes": json.loads(facts["classes"]),
    }


tasks = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
(folder / "onnx.json").write_text(json.dumps([apply(task) for task in tasks]), encoding="utf-8")
