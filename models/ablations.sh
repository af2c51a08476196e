#!/usr/bin/env bash
# What each training set of unstated licence is worth: three tenths of an epoch with all sets, then without each. DATA as for train.sh, after it.
set -euo pipefail
cd "$(dirname "$0")"
data="$(realpath "${DATA:?say where the text sets are}")"
target="$(realpath -m "${CARGO_TARGET_DIR:-../target}")"
python="$target/models-python/bin/python"
out="${OUT:-$target/text-model}"
for without in none sst2 semeval dair; do
    run="$out/without-$without"
    "$python" -m eunoia_text.train --data "$data" --sentences "$out/sentences.tsv" --out "$run" --epochs 0.3 --dropout 0.1 --unseen 0 --without diary depression "$without"
    echo "without $without"
    "$python" -m eunoia_text.score --data "$data" --checkpoint "$run/checkpoint.pt" | tee "$run/figures.txt"
done
echo "crisis head, with the forum posts of SDCNL beside the people of C-SSRS:"
"$python" -m eunoia_text.crisis --data "$data" --sentences "$out/sentences.tsv" --checkpoint "$out/checkpoint.pt" --out "$out/with-sdcnl" --sdcnl
