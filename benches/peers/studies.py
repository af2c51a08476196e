#!/usr/bin/env python3
"""Forecasts of published studies: how much better than an exponentially weighted average, study by study.

Reads a folder of openESM studies (https://openesmdata.org): `*_ts.tsv`, `metadata/*_metadata.json` and `INDEX.csv`. Every
affect item that ten people or more rated twenty times or more is written as a file of `eunoia evaluate forecast`, and
evaluated by it, with rows as steps and, for studies of twenty days or more, with days. A study's figure is the geometric
mean over its items of the ratio of mean absolute errors. Weights are learnt anew without the study in question, from the
other studies that are free to use (CC BY, CC0) and are listed under --learn-from; studies that no weights are learnt from
are evaluated with all of them. Wants Python alone.
"""

import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone

# What the shipped weights were learnt from: released under CC BY 4.0 or CC0.
OPEN = ["0001", "0008", "0012", "0013", "0014", "0018", "0019", "0021", "0023", "0028"]

# The column that says when a report was made, where there is one; elsewhere day and beep do.
TIMES = {
    "0001": "date",
    "0008": "scheduled_time",
    "0013": "created",
    "0014": "beep_start",
    "0018": "timestamp_answer",
    "0019": "notification_time",
    "0021": "date",
    "0022": "run_timestamp",
    "0034": "creation_date",
    "0035": "creation_time",
    "0036": "creation_time",
    "0037": "start_time",
    "0042": "begin_time_ema",
    "0043": "begin_time_ema",
    "0044": "begin_time_ema",
}

# Affect items whose column is called otherwise than in the metadata of the release.
RENAMED = {
    "0001": ["relax", "future", "anhedonia"],
    "0003": ["so_sad_that_nothing_could_cheer_you_up"],
    "0008": ["core_affect_valence", "core_affect_arousal", "stopd_1", "stopd_2", "stopd_3", "stopd_4"],
    "0010": ["worry", "pleasantness"],
    "0012": ["anger", "stress"],
    "0013": ["negativity", "brooding"],
    "0019": ["enjoy_all", "stress_all", "angry_all", "liked_all", "lonely_all", "alert_all"],
    "0021": ["emotional_stability", "extraversion"],
    "0028": ["sadness", "manage_well"],
    "0029": ["rush"],
}

# Items are scaled to 0 to 1; a scale from 1 to 10 is nine wide.
SCALE = 9

START = datetime(2020, 1, 1, tzinfo=timezone.utc)


def number(text):
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def moments(study, rows):
    """When each row was reported; None where that is missing."""
    column, count = TIMES.get(study), Counter()
    for row in rows:
        count[row["id"], row.get("day")] += 1
        if column:
            text = row[column]
            yield None if text in ("", "NA") else datetime.fromisoformat(text.replace("Z", "+00:00").replace(" CET", "+01:00"))
            continue
        day, beep, hour = (number(row.get(name)) for name in ("day", "beep", "hour"))
        if day is None:
            # Neither a time nor a day: the order of the rows is all there is, eight of them a day.
            nth = count[row["id"], row.get("day")] - 1
            day, beep = nth // 8, nth % 8 + 1
        if beep is None:
            beep = count[row["id"], row.get("day")]
        day += 400 * (number(row.get("study_period")) or 0)
        yield START + timedelta(days=day, hours=hour if hour is not None else 9 + 1.4 * (beep - 1))


def affect_items(folder, study, rows):
    meta = json.loads(next((folder / "metadata").glob(f"{study}_*")).read_text())
    named = [
        feature["name"]
        for feature in meta["features"]
        if feature["variable_type"] == "rating_scale" and "affect" in feature["construct"]
    ]
    for item in dict.fromkeys(named + RENAMED.get(study, [])):
        if item in rows[0]:
            per_person = Counter(row["id"] for row in rows if number(row[item]) is not None)
            if sum(count >= 20 for count in per_person.values()) >= 10:
                yield item


def write(folder, out):
    """Writes a file for each study and item, and says how many days each study has."""
    days = {row["file"][:4]: number(row["n_days"]) or 0 for row in csv.DictReader((folder / "INDEX.csv").open())}
    files = defaultdict(list)
    for table in sorted(folder.glob("*_ts.tsv")):
        study = table.name[:4]
        rows = list(csv.DictReader(table.open(), delimiter="\t"))
        times = list(moments(study, rows))
        for item in affect_items(folder, study, rows):
            file = out / f"{study}-{item}.csv"
            values = [number(row[item]) for row in rows]
            seen = [value for value in values if value is not None]
            least, width = min(seen), (max(seen) - min(seen)) or 1
            with file.open("w", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow(["subject", "observed_at", "metric", "value"])
                for row, at, value in zip(rows, times, values):
                    if at is not None and value is not None:
                        writer.writerow([row["id"], at.isoformat(), "target", round((value - least) / width, 6)])
            files[study].append(file)
    return files, days


def evaluate(eunoia, file, step, weights, without):
    command = [eunoia, "evaluate", "forecast", "--json", "--step", step, "--data", file, "--most-broken", "0"]
    if weights:
        command += ["--weights", weights]
    if without:
        command += ["--without", without]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def learn(eunoia, files, days, studies, out, origin):
    rows = [file for study in studies for file in files[study]]
    daily = [file for study in studies if days[study] >= 10 for file in files[study]]
    command = [eunoia, "evaluate", "weights", "--name", "openesm-open", "--origin", origin, "--rows", *rows, "--days", *daily]
    out.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    return out


def geometric(numbers):
    return math.exp(sum(math.log(number) for number in numbers) / len(numbers))


def table(eunoia, files, days, step, weights, without):
    """Prints the figures of each study and returns their ratios."""
    print(f"\nStep: {step}\nstudy  items forecasts  MAE/EWMA  interval score/EWMA  coverage (2 SE)  lowest tenth  RMSE on 1-10")
    ratios, squares = {}, Counter()
    for study in sorted(files):
        if step == "day" and days[study] < 20 or not files[study]:
            continue
        reports = [evaluate(eunoia, file, step, weights.get(study, weights["all"]), without) for file in files[study]]
        pairs = [(report["candidates"][report["shipped"]], report["candidates"]["ewma"]) for report in reports]
        ratios[study] = geometric([own["mae"] / ewma["mae"] for own, ewma in pairs])
        sharper = [own["interval_score"] / ewma["interval_score"] for own, ewma in pairs if ewma["intervals"] > ewma["forecasts"] / 2]
        count = sum(own["intervals"] for own, _ in pairs)
        held = sum(own["coverage"] * own["intervals"] for own, _ in pairs) / count
        # Items of a study share their people: the mean of the items' standard errors is on the safe side of independence.
        error = sum(own["coverage_by_person"]["standard_error"] or 0 for own, _ in pairs) / len(pairs)
        tenth = [own["coverage_by_person"]["tenth_percentile"] for own, _ in pairs]
        tenth = min((share for share in tenth if share is not None), default=math.nan)
        score = f"{geometric(sharper):.3f}" if sharper else "-"
        made = sum(own["forecasts"] for own, _ in pairs)
        square = sum(own["forecasts"] * (SCALE * own["rmse"]) ** 2 for own, _ in pairs)
        squares.update(made=made, square=square)
        print(f"{study}   {len(pairs):5} {count:9}  {ratios[study]:8.4f}  {score:>19}  {held:8.3f} ({2 * error:.3f})  {tenth:12.2f}  {math.sqrt(square / made):12.2f}", flush=True)
    print(f"geometric mean of {len(ratios)}: {geometric(list(ratios.values())):.4f}, largest {max(ratios.values()):.4f}")
    print(f"root mean square error over all forecasts, were each scale from 1 to 10: {math.sqrt(squares['square'] / squares['made']):.2f}")
    return ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=pathlib.Path, required=True, help="folder of openESM studies")
    parser.add_argument("--eunoia", default="eunoia", help="the program")
    parser.add_argument("--without", default="last_value,mean,weekday,ets,mstl,elastic_net", help="candidates that are left out")
    parser.add_argument("--learn-from", default=",".join(OPEN), help="studies that weights are learnt from")
    parser.add_argument("--learn", type=pathlib.Path, help="only learn the weights of all these studies, into this file")
    parser.add_argument("--shipped", action="store_true", help="use the shipped weights for all: not a fair figure of what they were learnt from")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        files, days = write(options.studies, out)
        print(f"{sum(map(len, files.values()))} items of {len(files)} studies")
        studies = [study for study in options.learn_from.split(",") if files.get(study)]
        origin = "Affect items of openESM studies released under CC BY 4.0 or CC0: " + ", ".join(studies)
        if options.learn:
            learn(options.eunoia, files, days, studies, options.learn, origin)
            return
        weights = {"all": None}
        if not options.shipped:
            weights = {"all": learn(options.eunoia, files, days, studies, out / "all.json", origin)}
            for study in studies:
                others = [other for other in studies if other != study]
                weights[study] = learn(options.eunoia, files, days, others, out / f"without-{study}.json", origin)
        for step in ("observation", "day"):
            table(options.eunoia, files, days, step, weights, options.without)


if __name__ == "__main__":
    sys.exit(main())
