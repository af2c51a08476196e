#!/usr/bin/env python3
"""Do sleep and activity help to forecast how somebody will feel tomorrow? An answer from the people of PMData.

Reads a folder of PMData (Thambawita et al. 2020): `p*/pmsys/wellness.csv` and `p*/fitbit/*.json`. Each item of the daily
report is the target of a file of `eunoia evaluate forecast`, with nights and activity as covariates, and is forecast a day
ahead by two regressions, of the median and of the mean, each fitted anew at every origin on what everybody had observed by
then, and shrunk: everybody's weights to the exponentially weighted average, a person's to everybody's. Each comes

- without covariates: from the item's own past;
- with them: also from the nights and days up to the origin, each as it is, as its distance from the person's own mean so
  far, and that of the last seven days;
- morning: also from the night before the report, if it ended before the report: no forecast of the evening before knows it;
- night: from the item's own past and that night alone.

All are scored by the program on the same targets as its own candidates. The script stops if a feature or a forecast changes
when what comes after its origin is changed. Wants Python and numpy.
"""

import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

ITEMS = ["mood", "stress", "fatigue", "soreness", "readiness", "sleep_quality"]
COVARIATES = ["sleep.hours", "activity.steps", "activity.exercise_minutes", "activity.light_minutes", "heart.resting_rate"]
VARIANTS = ["without", "with", "morning", "night"]
LEFT_OUT = "last_value,mean,weekday,ets,mstl,elastic_net"  # of the candidates of the program

# Days are numbers: those of the proleptic calendar. A series is a dict from day to value.


def day_of(text):
    return date.fromisoformat(text[:10]).toordinal()


def listed(file):
    return json.loads(file.read_text()) if file.exists() else []


def per_day(file):
    """Sums by date of what a device counted."""
    sums = defaultdict(float)
    for row in listed(file):
        sums[day_of(row["dateTime"])] += float(row["value"])
    return sums


def reports(file, zone):
    """The series of each item, and when the first report of each day was made, in local time."""
    found, first = {item: defaultdict(list) for item in ITEMS}, {}
    for row in csv.DictReader(file.open()):
        at = datetime.fromisoformat(row["effective_time_frame"].replace("Z", "+00:00")).astimezone(zone).replace(tzinfo=None)
        day = at.date().toordinal()
        first[day] = min(at, first.get(day, at))
        for item in ITEMS:
            # 0 says that nothing was chosen, but for readiness, which starts there.
            if row[item] and (item == "readiness" or float(row[item]) != 0):
                found[item][day].append(float(row[item]))
    return {item: {day: float(np.mean(values)) for day, values in days.items()} for item, days in found.items()}, first


def nights(file, first):
    """Hours of the main sleep by date of waking, and the same of nights that had ended before the day's first report."""
    hours, ended = defaultdict(float), {}
    for log in {log["logId"]: log for log in listed(file) if log["mainSleep"]}.values():
        day = day_of(log["dateOfSleep"])
        hours[day] += log["minutesAsleep"] / 60
        end = datetime.fromisoformat(log["endTime"])
        ended[day] = max(end, ended.get(day, end))
    return dict(hours), {day: value for day, value in hours.items() if day in first and ended[day] <= first[day]}


def read_person(folder, zone):
    series, first = reports(folder / "pmsys" / "wellness.csv", zone)
    fitbit = folder / "fitbit"
    series["sleep.hours"], series["morning"] = nights(fitbit / "sleep.json", first)
    # A day of nothing but rest is one on which the watch lay in a drawer.
    worn = {day for day, minutes in per_day(fitbit / "sedentary_minutes.json").items() if minutes < 24 * 60}
    very, fairly, light, steps = (
        per_day(fitbit / f"{name}.json")
        for name in ("very_active_minutes", "moderately_active_minutes", "lightly_active_minutes", "steps")
    )
    series["activity.exercise_minutes"] = {day: very[day] + fairly[day] for day in very if day in fairly and day in worn}
    series["activity.light_minutes"] = {day: value for day, value in light.items() if day in worn}
    series["activity.steps"] = {day: value for day, value in steps.items() if day in worn}
    resting = {day_of(row["dateTime"]): float(row["value"]["value"]) for row in listed(fitbit / "resting_heart_rate.json")}
    series["heart.resting_rate"] = {day: value for day, value in resting.items() if value > 0}
    return series


def write(people, item, out):
    """A file of the program: the item as its target, nights and activity as covariates."""
    with out.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["subject", "observed_at", "metric", "value", "local_date"])
        for person, series in people.items():
            for metric in [item, *COVARIATES]:
                for day, value in sorted(series[metric].items()):
                    on = date.fromordinal(day).isoformat()
                    writer.writerow([person, on, "target" if metric == item else metric, value, on])


def of_its_past(series, usual, day):
    """Distances from the level, which is returned first, and what is known at the end of the day before."""
    days = sorted(seen for seen in series if seen < day)
    values = np.array([series[seen] for seen in days])
    level = slow = values[0]
    for value in values[1:]:
        level, slow = level + 0.3 * (value - level), slow + 0.1 * (value - slow)
    mean = values.mean()
    same = [series[seen] for seen in days if seen % 7 == day % 7]
    weekday = (sum(same) + 4 * mean) / (len(same) + 4)
    before = values[-2] if len(values) > 1 else values[-1]
    past = [values[-1], before, values[-7:].mean(), slow, mean, np.median(values), np.median(values[-10:]), usual]
    return level, [value - level for value in past] + [weekday - mean, float(day % 7 in (0, 6))]


def distances(series, day, last):
    """The value of `last`, its distance from the person's mean up to the eve of `day`, and that mean's of seven days."""
    known = [value for seen, value in series.items() if seen < day]
    week = [series[seen] for seen in range(day - 7, day) if seen in series]
    mean = np.mean(known) if len(known) >= 7 else math.nan
    value = math.nan if last is None else last
    return [value, value - mean, np.mean(week) - mean if len(week) >= 3 else math.nan]


class Rows:
    """A row for each day on which somebody reported the item, but for their first. All but `value` is known before it."""

    def __init__(self, people, item):
        everybody = sorted((day, value) for series in people.values() for day, value in series[item].items())
        found = []
        for person, series in people.items():
            for day in sorted(series[item])[1:]:
                usual = np.mean([value for seen, value in everybody if seen < day])
                level, past = of_its_past(series[item], usual, day)
                known = [number for name in COVARIATES for number in distances(series[name], day, series[name].get(day - 1))]
                # The week's distance is among the covariates already.
                night = distances(series["sleep.hours"], day, series["morning"].get(day))[:2]
                found.append((person, day, series[item][day], level, past, known, night))
        person, day, value, level, past, known, night = zip(*found)
        self.person, self.day, self.value, self.level = map(np.array, (person, day, value, level))
        past, known, night = map(np.array, (past, known, night))
        parts = {"without": [past], "with": [past, known], "morning": [past, known, night], "night": [past, night]}
        self.features = {variant: np.hstack(part) for variant, part in parts.items()}


def standardised(features, known):
    """In standard deviations of the rows that are known; what was not observed is as usual. With a constant."""
    of_known = features[known]
    count = np.maximum(np.isfinite(of_known).sum(axis=0), 1)
    mean = np.nansum(of_known, axis=0) / count
    deviation = np.sqrt(np.nansum((of_known - mean) ** 2, axis=0) / count)
    # What never changed has taught nothing.
    scaled = np.where(deviation > 1e-9, (features - mean) / np.maximum(deviation, 1e-9), 0)
    return np.hstack([np.ones((len(features), 1)), np.nan_to_num(scaled)])


def mean_regression(x, y, centre, worth, _scale):
    return centre + np.linalg.solve(x.T @ x + worth * np.eye(x.shape[1]), x.T @ (y - x @ centre))


def median_regression(x, y, centre, worth, scale):
    """Least absolute errors, rounded off within a twentieth of the scale, by weighted least squares again and again."""
    weights = centre
    for _ in range(200):
        share = 1 / np.sqrt((y - x @ weights) ** 2 + (scale / 20) ** 2)
        of_share = x.T * share
        new = centre + np.linalg.solve(of_share @ x + worth / scale * np.eye(x.shape[1]), of_share @ (y - x @ centre))
        if np.abs(new - weights).max() < 1e-6 * scale:
            return new
        weights = new
    return weights


MODELS = {"median": median_regression, "mean": mean_regression}


def forecasts(rows, variant, fit, wanted, worth):
    """What is said of the wanted rows, at the end of the day before each."""
    said = {}
    for day in sorted(set(rows.day[wanted])):
        known, today = rows.day < day, wanted & (rows.day == day)
        x = standardised(rows.features[variant], known)
        y = rows.value - rows.level
        scale = max(np.abs(y[known]).mean(), 1e-6) if known.any() else 1.0
        common = fit(x[known], y[known], np.zeros(x.shape[1]), worth, scale)
        for row in np.flatnonzero(today):
            own = known & (rows.person == rows.person[row])
            weights = fit(x[own], y[own], common, worth, scale)
            said[rows.person[row], int(day)] = float(rows.level[row] + x[row] @ weights)
    return said


def without_foresight(people, item, rows, wanted, worth, source, count):
    """Stops if what is said at the end of a day depends on any day after it, but for the night that some may know."""
    days = sorted(set(rows.day[wanted]))
    for day in source.choice(days, size=min(count, len(days)), replace=False):
        changed = {}
        for person, series in people.items():
            changed[person] = {name: {seen: value for seen, value in of.items() if seen < day} for name, of in series.items()}
            for name, of in changed[person].items():
                later = range(day, day + 20)
                of.update({seen: source.uniform(0, 500) for seen in later if seen in series[name] or source.random() < 0.5})
            changed[person]["morning"].pop(day, None)
            if day in people[person]["morning"]:
                changed[person]["morning"][day] = people[person]["morning"][day]
        other = Rows(changed, item)
        place = {key: row for row, key in enumerate(zip(other.person, other.day))}
        here = np.flatnonzero((rows.day < day) | (wanted & (rows.day == day)))
        there = [place[rows.person[row], rows.day[row]] for row in here]
        again = np.zeros(len(other.day), bool)
        again[[place[rows.person[row], day] for row in np.flatnonzero(wanted & (rows.day == day))]] = True
        for variant in VARIANTS:
            same = np.array_equal(rows.features[variant][here], other.features[variant][there], equal_nan=True)
            assert same and np.array_equal(rows.level[here], other.level[there]), f"{item}, {variant}: a feature knows the future"
            for fit in MODELS.values():
                then = forecasts(rows, variant, fit, wanted & (rows.day == day), worth)
                now = forecasts(other, variant, fit, again, worth)
                same = then.keys() == now.keys() and all(abs(then[key] - now[key]) < 1e-9 for key in then)
                assert same, f"{item}, {variant}: a forecast knows the future"


def evaluate(eunoia, data, *more):
    command = [eunoia, "evaluate", "forecast", "--json", "--most-broken", "0", "--without", LEFT_OUT, "--data", data, *more]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout)["candidates"]


def scored_by_program(eunoia, data, said, out):
    with out.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["subject", "target", "horizon", "value"])
        writer.writerows([person, date.fromordinal(day).isoformat(), 1, value] for (person, day), value in said.items())
    return evaluate(eunoia, data, "--predictions", out)["yours"]["mae"]


def errors_by_person(people, item, said):
    """Sum of absolute errors of each person, and how many."""
    sums = {person: [0.0, 0] for person in people}
    for (person, day), value in said.items():
        sums[person][0] += abs(people[person][item][day] - value)
        sums[person][1] += 1
    return np.array([sums[person] for person in people])


def ratio_with_interval(over, under, draws):
    """The geometric mean over items of ratios of mean errors, and 95 % of a bootstrap over persons, who keep their items."""

    def of(shares):
        return np.exp(np.mean([np.log(shares @ o[:, 0] / (shares @ u[:, 0])) for o, u in zip(over, under)], axis=0))

    low, high = np.quantile(of(draws), [0.025, 0.975])
    return float(of(np.ones((1, draws.shape[1])))[0]), float(low), float(high)


def item_figures(options, people, item, out):
    """The program's figures of an item, and each model's errors by person."""
    data, origins = out / f"{item}.csv", out / "origins.csv"
    write(people, item, data)
    found = {"program": {name: score["mae"] for name, score in evaluate(options.eunoia, data, "--origins", origins).items()}}
    scored = {(row["subject"], day_of(row["target"])) for row in csv.DictReader(origins.open())}
    rows = Rows(people, item)
    wanted = np.array([key in scored for key in zip(rows.person, rows.day)])
    assert wanted.sum() == len(scored), "every target has a row"
    without_foresight(people, item, rows, wanted, options.worth, np.random.default_rng(2), options.checked)
    # The level is the program's own average: what is compared is the same thing.
    level = {(rows.person[row], int(rows.day[row])): float(rows.level[row]) for row in np.flatnonzero(wanted)}
    assert abs(scored_by_program(options.eunoia, data, level, out / "p.csv") - found["program"]["ewma"]) < 1e-9
    for model, fit in MODELS.items():
        for variant in VARIANTS:
            said = forecasts(rows, variant, fit, wanted, options.worth)
            errors = errors_by_person(people, item, said)
            assert abs(scored_by_program(options.eunoia, data, said, out / "p.csv") - errors[:, 0].sum() / len(scored)) < 1e-9
            found[model, variant] = errors
    return found


def uncovaried(found, model):
    """Mean absolute errors of what uses no covariates."""
    errors, count = found[model, "without"].sum(axis=0)
    return [found["program"]["ewma"], found["program"]["pooled"], errors / count]


def table(people, figures):
    """Prints the errors without covariates, and what they become with them."""
    draws = np.random.default_rng(1).multinomial(len(people), np.full(len(people), 1 / len(people)), size=9999).astype(float)
    for model in MODELS:
        print(f"\nRegression of the {model}: mean absolute error, and what it is multiplied by with covariates (95 % by persons)")
        print(f"{'':14}" + "".join(f"{name:>10}" for name in ["forecasts", "ewma", "pooled", "without"]), end="")
        print("".join(f"{name:>23}" for name in VARIANTS[1:]))
        for item, found in figures.items():
            count = int(found[model, "without"][:, 1].sum())
            print(f"{item:14}{count:10}" + "".join(f"{mae:10.4f}" for mae in uncovaried(found, model)), end="")
            ratios(model, [found], draws)
        columns = [[plain / found["program"]["ewma"] for plain in uncovaried(found, model)] for found in figures.values()]
        means = np.exp(np.log(columns).mean(axis=0))
        print(f"{'all, by ewma':14}{'':10}" + "".join(f"{mean:10.4f}" for mean in means), end="")
        ratios(model, list(figures.values()), draws)


def ratios(model, chosen, draws):
    """Ends a line."""
    for variant in VARIANTS[1:]:
        over, under = ([found[model, of] for found in chosen] for of in (variant, "without"))
        ratio, low, high = ratio_with_interval(over, under, draws)
        print(f"   {ratio:.3f} ({low:.3f}, {high:.3f})", end="")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pmdata", type=pathlib.Path, required=True, help="folder of PMData")
    parser.add_argument("--eunoia", default="eunoia", help="the program")
    parser.add_argument("--zone", type=ZoneInfo, default="Europe/Oslo", help="where the people lived")
    parser.add_argument("--worth", type=float, default=100, help="how many rows each shrinkage is worth")
    parser.add_argument("--checked", type=int, default=5, help="origins of each item at which foresight is looked for")
    options = parser.parse_args()
    folders = sorted(folder for folder in options.pmdata.glob("p[0-9]*") if folder.is_dir())
    people = {folder.name: read_person(folder, options.zone) for folder in folders}
    days = {name: sum(len(series[name]) for series in people.values()) for name in COVARIATES}
    print(f"{len(people)} people; days with " + ", ".join(f"{name} {count}" for name, count in days.items()))
    with tempfile.TemporaryDirectory() as folder:
        figures = {item: item_figures(options, people, item, pathlib.Path(folder)) for item in ITEMS}
    table(people, figures)


if __name__ == "__main__":
    sys.exit(main())
