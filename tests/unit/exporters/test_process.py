"""What the process says of itself is what the catalogue lists."""

import sys

from fengsui.exporters.process import process_families
from fengsui.exporters.text import render_families
from tests.support.exposition import parse, samples


def test_the_process_tells_its_cpu_time_memory_and_interpreter() -> None:
    read = {
        name: (labels, value) for (name, labels), value in samples(parse(render_families(process_families()))).items()
    }

    assert read["process_cpu_seconds_total"][1] > 0
    assert read["process_resident_memory_bytes"][1] > 1e6
    assert ("major", str(sys.version_info.major)) in read["python_info"][0]
