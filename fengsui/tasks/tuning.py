"""Setting the interpreter up for a process that polls for months."""

import gc

# CPython looks for cycles after every 700 new containers. A poll makes thousands of short-lived ones and no cycles, so the
# search finds nothing and costs a fifth of the poller's CPU; after 50,000 it costs next to nothing, and what cycles other
# parts make is still found every few seconds.
_THRESHOLD = 50_000


def tune_garbage_collection() -> None:
    """Lets the collector look seldom, and never again at what is loaded by now; called once, when everything is imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_THRESHOLD, 20, 50)
