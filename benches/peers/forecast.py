"""Forecasts the same days as `eunoia-benches forecast` with statsforecast's AutoETS, AutoARIMA and AutoTheta, in one run.

- Accuracy: the last days of some people, each forecast from the days before it, scored by `eunoia evaluate forecast` on the
  very same days as Eunoia's own.
- Speed: everybody fitted once on all their days and forecast seven days ahead, on two cores. What a person missed is closed
  up for statsforecast, which wants no gaps. Choosing a model is a part of AutoETS, AutoARIMA and AutoTheta; ETS with the
  model given (simple exponential smoothing) is told apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import polars as pl
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta

CORES = 2
WEEK = 7
MODELS = {
    "AutoETS": lambda: AutoETS(season_length=WEEK),
    "ETS, model given": lambda: AutoETS(season_length=WEEK, model="ANN"),
    "AutoARIMA": lambda: AutoARIMA(season_length=WEEK),
    "AutoTheta": lambda: AutoTheta(season_length=WEEK),
}


def closed_up(days: pl.DataFrame) -> pl.DataFrame:
    """A person's days in a row, numbered."""
    return days.sort("unique_id", "day").with_columns(
        ds=pl.int_range(pl.len()).over("unique_id") + 1, y=pl.col("value").cast(pl.Float64)
    )


def forecast(model, days: pl.DataFrame, horizon: int, cores: int) -> pl.DataFrame:
    engine = StatsForecast(models=[model], freq=1, n_jobs=cores)
    return engine.forecast(df=days.select("unique_id", "ds", "y"), h=horizon)


def accuracy(options: argparse.Namespace, data: Path, folder: Path, days: pl.DataFrame) -> list[tuple[str, float, float]]:
    """Each model's mean absolute error beside Eunoia's and ewma's on the same targets."""
    few = folder / "few.csv"
    some = days.filter(pl.col("unique_id") < options.rolled)
    pl.read_csv(data).filter(pl.col("subject") < options.rolled).write_csv(few)
    command = [options.eunoia, "evaluate", "forecast", "--data", few, "--without", "last_value,mean,weekday,ets,mstl,elastic_net"]
    found = []
    for name, make in MODELS.items():
        rows = []
        for cut in range(options.origins, 0, -1):
            # Without the last `cut` days of everybody; the next one is forecast.
            known = closed_up(some.sort("unique_id", "day").filter(pl.int_range(pl.len()).over("unique_id") < pl.len().over("unique_id") - cut))
            target = some.sort("unique_id", "day").group_by("unique_id", maintain_order=True).agg(pl.col("day").get(-cut))
            made = forecast(make(), known, 1, CORES)
            column = next(column for column in made.columns if column not in ("unique_id", "ds"))
            for person, day, value in made.join(target, on="unique_id").select("unique_id", "day", column).iter_rows():
                rows.append((person, day, 1, value))
        # A day whose eve was missed is forecast at horizon 1 all the same: from the last day that there was.
        predictions = folder / "predictions.csv"
        pl.DataFrame(rows, schema=["subject", "target", "horizon", "value"], orient="row").write_csv(predictions)
        report = json.loads(
            subprocess.run([*command, "--json", "--partial", "--predictions", predictions], check=True, capture_output=True).stdout
        )
        scores = report["candidates"]
        found.append((name, scores["yours"]["mae"], scores[report["shipped"]]["mae"]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", required=True, help="the release binary of the benches")
    parser.add_argument("--eunoia", required=True, help="the release binary")
    parser.add_argument("--people", type=int, default=200, help="people whose year is forecast for speed")
    parser.add_argument("--rolled", type=int, default=20, help="people whose last days are forecast for accuracy")
    parser.add_argument("--origins", type=int, default=14, help="how many of their last days")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, figures = folder / "days.csv", folder / "figures.json"
        subprocess.run(
            [options.bench, "forecast", "--people", str(options.people), "--export", data, "--json", figures], check=True
        )
        ours = json.loads(figures.read_text())["forecast"]["fit_and_predict_per_s"]
        days = pl.read_csv(data, try_parse_dates=True).select(
            unique_id="subject", day=pl.col("observed_at").cast(pl.Date), value="value"
        )
        print(f"{'':18}{'people/s':>10}{'Eunoia is':>12}")
        print(f"{'Eunoia':18}{ours:10.1f}")
        for model, make in MODELS.items():
            forecast(make(), closed_up(days.filter(pl.col("unique_id") < 2)), WEEK, 1)  # compiles
            began = time.perf_counter()
            forecast(make(), closed_up(days), WEEK, CORES)
            rate = options.people / (time.perf_counter() - began)
            print(f"{model:18}{rate:10.1f}{ours / rate:9.1f} x as fast")
        print(f"\n{'':18}{'MAE':>10}{'Eunoia MAE':>12}   on the last {options.origins} days of {options.rolled} people")
        for model, theirs, own in accuracy(options, data, folder, days):
            print(f"{model:18}{theirs:10.4f}{own:12.4f}")


if __name__ == "__main__":
    main()
