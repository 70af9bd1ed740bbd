"""Writes scipy-values.json beside this file: what SciPy makes of samples, for the tests of core/analysis. Made with SciPy 1.17.1; run it with
any Python that has SciPy: python scipy_values.py"""

import json
import math
import pathlib

import numpy as np
import scipy
from scipy import special, stats


def hedges(mean, deviation, freedom):
    if freedom < 2:
        return None
    correction = math.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / math.sqrt(freedom / 2)
    return mean / deviation * correction


def interval(result, confidence):
    found = result.confidence_interval(confidence)
    return [found.low, found.high]


def sample(generator, count, mean, deviation):
    return [round(value, 4) for value in generator.normal(mean, deviation, count).tolist()]


def paired(a, b, confidence):
    differences = np.subtract(b, a)
    return {
        "a": a,
        "b": b,
        "confidence": confidence,
        "mean": differences.mean(),
        "interval": interval(stats.ttest_rel(b, a), confidence),
        "effect": hedges(differences.mean(), differences.std(ddof=1), len(a) - 1),
    }


def unpaired(a, b, confidence):
    result = stats.ttest_ind(b, a, equal_var=False)
    freedom = len(a) + len(b) - 2
    pooled = math.sqrt(((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / freedom)
    difference = np.mean(b) - np.mean(a)
    return {
        "a": a,
        "b": b,
        "confidence": confidence,
        "mean": difference,
        "interval": interval(result, confidence),
        "freedom": result.df,
        "effect": hedges(difference, pooled, freedom),
    }


def needed(effect, is_paired, confidence, power=0.8, most=1000):
    for count in range(2, most + 1):
        freedom = count - 1 if is_paired else 2 * count - 2
        shift = abs(effect) * math.sqrt(count if is_paired else count / 2)
        limit = stats.t.ppf((1 + confidence) / 2, freedom)
        if stats.nct.sf(limit, freedom, shift) + stats.nct.cdf(-limit, freedom, shift) >= power:
            return count
    return None


def main():
    generator = np.random.default_rng(20261124)
    counts = [2, 3, 4, 5, 8, 12, 30]
    pairs, samples = [], []
    for at, count in enumerate(counts):
        confidence = [0.95, 0.975, 0.99][at % 3]
        a = sample(generator, count, 0.91, 0.004)
        pairs.append(paired(a, sample(generator, count, 0.915, 0.006), confidence))
        samples.append(unpaired(a, sample(generator, max(2, count - 1), 0.92, 0.012), confidence))
    values = {
        "scipy": scipy.__version__,
        "paired": pairs,
        "unpaired": samples,
        "needed": [
            {"effect": effect, "paired": is_paired, "confidence": confidence, "count": needed(effect, is_paired, confidence)}
            for effect in [0.05, 0.1, 0.3, 0.5, 0.8, 1.2, 2, 4]
            for is_paired in [True, False]
            for confidence in [0.95, 0.975]
        ],
    }
    target = pathlib.Path(__file__).with_name("scipy-values.json")
    target.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


main()
