"""Writes mcnemar-values.json beside this file: McNemar's exact test by statsmodels, for the tests of core/analysis/evaluation. Run it with a Python
that has requirements-sklearn.txt: python mcnemar_values.py"""

import json
import pathlib

import statsmodels
from statsmodels.stats.contingency_tables import mcnemar

pairs = [(0, 0), (1, 0), (3, 3), (0, 9), (4, 15), (12, 30), (60, 55), (140, 220), (900, 1010), (5, 4000)]
cases = [
    {"firstOnly": first, "secondOnly": second, "pValue": float(mcnemar([[10, first], [second, 5]], exact=True).pvalue)}
    for first, second in pairs
]
values = {"statsmodels": statsmodels.__version__, "cases": cases}
pathlib.Path(__file__).with_name("mcnemar-values.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
