"""Fuzzes a target with atheris: `python -m fuzz.run TARGET [SECONDS]` (pip install atheris; it is no dependency of Fengsui).

Starts from the inputs in fuzz/corpus, which holds whatever once found something; a new find is written there as
`TARGET-…` and shown. The tests run every input of the corpus through its target without atheris.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fengsui", "fuzz"]):
    from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    """Runs one target for so many seconds, ten minutes if not said."""
    target = sys.argv[1]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    limits = [f"-max_total_time={seconds}", "-timeout=5", "-rss_limit_mb=1024", "-max_len=4096", "-print_final_stats=1"]
    # libFuzzer writes what widens its coverage into the first folder; only finds belong into the corpus.
    widened = tempfile.mkdtemp(prefix="fuzz-")
    arguments = [sys.argv[0], *limits, f"-artifact_prefix={CORPUS}/{target}-", widened, str(CORPUS)]
    atheris.Setup(arguments, TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
