#!/usr/bin/env bash
# Trains, ships and measures the text model: `make train DATA=DIR`, where DIR holds the sets that MODEL_CARD.md names.
# Every step goes on from where it was stopped; what is done is not done again. A GPU is used where torch finds one.
set -euo pipefail
cd "$(dirname "$0")/.."
data="${DATA:?say where the text sets are: make train DATA=DIR}"
version="${VERSION:-1.1.0}"
target="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
out="${OUT:-$target/text-model}"
shipped="$PWD/models/eunoia-text"
data="$(realpath "$data")"

if ! cmp -s models/requirements.txt "$target/models-python/requirements.txt"; then
    rm -rf "$target/models-python"
    python3 -m venv "$target/models-python"
    "$target/models-python/bin/pip" install --quiet --disable-pip-version-check -r models/requirements.txt
    cp models/requirements.txt "$target/models-python/requirements.txt"
fi
python="$target/models-python/bin/python"
mkdir -p "$out"
cd models
"$python" sentences/generate.py --seed 7 --out "$out/sentences.tsv"
mkdir -p "$out/diaries"
"$python" sentences/generate.py --seed 8 --part calibration --out "$out/diaries/calibration.tsv"
"$python" sentences/generate.py --seed 9 --part report --out "$out/diaries/report.tsv"
train() {
    "$python" -m eunoia_text.train --data "$data" --sentences "$out/sentences.tsv" --out "$out/$1" ${ARGS:-} "${@:2}"
}
# First what people feel, then long entries beside it, twice from there; the two are averaged. Trained on together from the
# beginning, long entries took from the rest.
train first --without diary depression
train entries-7 --begin "$out/first/checkpoint.pt" --epochs 0.7 --rate 1.5e-4 --share sentences=1
train entries-11 --begin "$out/first/checkpoint.pt" --epochs 1 --rate 1.5e-4 --share sentences=1 --seed 11
if [ ! "$out/checkpoint.pt" -nt "$out/entries-7/checkpoint.pt" ] || [ ! "$out/checkpoint.pt" -nt "$out/entries-11/checkpoint.pt" ]; then
    "$python" -m eunoia_text.average --out "$out/checkpoint.pt" "$out/entries-7/checkpoint.pt" "$out/entries-11/checkpoint.pt"
fi
if [ ! "$out/crisis.pt" -nt "$out/checkpoint.pt" ]; then
    "$python" -m eunoia_text.crisis --data "$data" --sentences "$out/sentences.tsv" --checkpoint "$out/checkpoint.pt" --out "$out"
fi
"$python" -m eunoia_text.ship --data "$data" --checkpoint "$out/checkpoint.pt" --crisis "$out" --diaries "$out/diaries" \
    --out "$shipped" --version "$version"
"$python" -m eunoia_text.report --data "$data" --crisis "$out" --diaries "$out/diaries" --model "$shipped" \
    --json "$shipped/report.json" --markdown "$out/report.md" --plot "$shipped/reliability.png"
"$python" suite/run.py --model "$shipped" --json "$out/suite.json" --markdown "$out/suite.md"
echo "figures: $out/report.md and $out/suite.md; the card is models/eunoia-text/MODEL_CARD.md"
