"""Setting the interpreter up for a process that polls for months."""

import gc

# CPython looks for cycles after every 700 new containers. A poll makes thousands of short-lived ones and no cycles, so the
# search finds nothing and costs a fifth of the poller's CPU. After 10,000 it costs no more than after 50,000, and stops
# everything for some 10 ms instead of 50 to 110: what the interface for carriers makes does hold cycles (statements of SQLAlchemy).
_THRESHOLD = 10_000


def tune_garbage_collection() -> None:
    """Lets the collector look seldom, and never again at what is loaded by now; called once, when everything is imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_THRESHOLD, 10, 50)
