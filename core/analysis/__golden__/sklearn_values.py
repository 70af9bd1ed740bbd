"""Writes sklearn-values.json beside this file: what scikit-learn makes of predictions, for the tests of core/analysis/evaluation. Run it with a
Python that has requirements-sklearn.txt: python sklearn_values.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve


def draw(generator, images, classes, sharpness, absent=()):
    """Probabilities that are somewhat right, as float32, as a network gives them; classes in `absent` have no images."""
    there = [index for index in range(classes) if index not in absent]
    labels = generator.choice(there, images)
    scores = generator.normal(0, 1, (images, classes))
    scores[np.arange(images), labels] += 1.2
    exponents = np.exp(sharpness * scores)
    return labels, (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)


def averages(labels, predicted, average):
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(labels, predicted, average=average, zero_division=0)
    return {"precision": precision, "recall": recall, "f1": f1}


def case(name, generator, images, classes, sharpness, bins, absent=()):
    labels, probabilities = draw(generator, images, classes, sharpness, absent)
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    every = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    correct = (labels == predicted).astype(int)
    accuracy, sure = calibration_curve(correct, confidence, n_bins=bins, strategy="uniform")
    # calibration_curve leaves empty bins out and does not tell how many images each has.
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=bins)
    filled = counts[counts > 0]
    return {
        "name": name,
        "classes": classes,
        "bins": bins,
        "labels": labels.tolist(),
        "probabilities": probabilities.astype(float).tolist(),
        "accuracy": metrics.accuracy_score(labels, predicted),
        "top": {str(k): metrics.top_k_accuracy_score(labels, probabilities, k=k, labels=every) for k in (1, 2, 3) if k < classes}
        if classes > 2
        else {},
        "loss": metrics.log_loss(labels, probabilities.astype(np.float64) / probabilities.astype(np.float64).sum(axis=1, keepdims=True), labels=every),
        "perClass": {"precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "images": support.tolist()},
        "macro": averages(labels, predicted, "macro"),
        "weighted": averages(labels, predicted, "weighted"),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=every).tolist(),
        "calibration": {
            "counts": counts.tolist(),
            "accuracy": accuracy.tolist(),
            "confidence": sure.tolist(),
            "expectedError": float(np.sum(filled / images * np.abs(accuracy - sure))),
        },
    }


def main():
    generator = np.random.default_rng(20261124)
    values = {
        "sklearn": sklearn.__version__,
        "cases": [
            case("ten classes", generator, 200, 10, 1.0, 15),
            case("overconfident", generator, 120, 5, 4.0, 10),
            case("a class without images", generator, 90, 6, 1.5, 15, absent=(2,)),
            case("two classes", generator, 60, 2, 0.7, 5),
        ],
    }
    target = pathlib.Path(__file__).with_name("sklearn-values.json")
    target.write_text(json.dumps(values) + "\n", encoding="utf-8")


main()
