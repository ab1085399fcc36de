"""Splink (Fellegi-Sunter, EM without labels) on report columns; run by the interpreter of .splink, see setup.sh.

stdin   {"train": [night], "score": [night]}; a night is {"t", "x", "y", "sd", "people", "colour", "phone"}, null: not said
stdout  {"version", "cpu_s": [per night], "labels": {threshold: [[label of each report] per night]}}
"""

import json
import logging
import sys
import time

import pandas as pd
import splink
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator

THRESHOLDS = (0.5, 0.9)
SPACE, TIME = "sqrt(power(x_l - x_r, 2) + power(y_l - y_r, 2))", "abs(t_l - t_r)"
SAME_NIGHT = "l.night = r.night and abs(l.t - r.t)"


def main() -> None:
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    phones = any(p for night in asked["train"] for p in night["phone"])
    model = trained(frame(asked["train"], "train"), phones)
    answers = [scored(model, frame([night], f"score{k}")) for k, night in enumerate(asked["score"])]
    labels = {str(t): [found[t] for found, _ in answers] for t in THRESHOLDS}
    json.dump({"version": splink.__version__, "cpu_s": [s for _, s in answers], "labels": labels}, sys.stdout)


def frame(nights, name):
    rows = [
        pd.DataFrame({**night, "night": f"{name}-{k}", "unique_id": [f"{name}-{k}-{i:05d}" for i in range(len(night["t"]))]})
        for k, night in enumerate(nights)
    ]
    all_rows = pd.concat(rows, ignore_index=True)
    numbers = ("t", "x", "y", "sd", "people")
    told = {c: all_rows[c].astype("Float64" if c in numbers else "string") for c in (*numbers, "colour", "phone")}
    told["phone"] = (all_rows["night"] + told["phone"]).astype("string")  # a phone of another night is another phone
    return all_rows.assign(**told)


def trained(table, phones):
    linker = Linker(DuckDBAPI().register(table), settings(phones))
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in ("l.night = r.night and l.phone = r.phone", f"{SAME_NIGHT} < 2400")[0 if phones else 1 :]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker.misc.save_model_to_json(out_path=None)


def settings(phones):
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=1 / 60,
        comparisons=[place(), people(), cl.ExactMatch("colour"), *([cl.ExactMatch("phone")] if phones else [])],
        blocking_rules_to_generate_predictions=[f"{SAME_NIGHT} < 14400"],
    )


def place():
    levels = [null("x_l is null or x_r is null")]
    levels += [level(f"{TIME} < {t} and {SPACE} < {v} * {TIME} + 2 * (sd_l + sd_r)") for t, v in ((1200, 2.0), (3600, 2.5))]
    levels += [level(f"{SPACE} < 3.0 * {TIME} + 2 * (sd_l + sd_r)"), level("ELSE")]
    return cl.CustomComparison(output_column_name="place", comparison_levels=levels)


def people():
    apart = "abs(ln(people_l) - ln(people_r))"
    levels = [null("people_l is null or people_r is null"), level(f"{apart} < 0.12"), level(f"{apart} < 0.35"), level("ELSE")]
    return cl.CustomComparison(output_column_name="people", comparison_levels=levels)


def level(condition):
    return {"sql_condition": condition, "label_for_charts": condition}


def null(condition):
    return level(condition) | {"is_null_level": True}


def scored(model, table):
    """Labels by threshold of one night's reports, and CPU seconds."""
    begin = time.process_time()
    linker = Linker(DuckDBAPI().register(table), model)
    found = linker.inference.predict(threshold_match_probability=0.01)
    answer = {}
    for t in THRESHOLDS:
        boats = linker.clustering.cluster_pairwise_predictions_at_threshold(found, t).as_pandas_dataframe()
        answer[t] = boats.sort_values("unique_id")["cluster_id"].astype("category").cat.codes.tolist()
    return answer, time.process_time() - begin


if __name__ == "__main__":
    main()
