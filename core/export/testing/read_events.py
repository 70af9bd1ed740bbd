"""Reads event files with TensorFlow, whose reader checks every checksum, and prints them as JSON.

    python read_events.py <file>...

Prints for every file a list of [step, wall time, tag, value]; of texts the value is the text, and the first is the file's version.
"""

import json
import sys

import tensorflow as tf


def values(event):
    if event.file_version:
        yield [event.step, event.wall_time, "version", event.file_version]
    for value in event.summary.value:
        kind = value.WhichOneof("value")
        is_text = kind == "tensor" and value.metadata.plugin_data.plugin_name == "text"
        told = value.tensor.string_val[0].decode("utf-8") if is_text else value.simple_value
        yield [event.step, event.wall_time, value.tag, told]


files = [[row for event in tf.compat.v1.train.summary_iterator(path) for row in values(event)] for path in sys.argv[1:]]
print(json.dumps(files))
