"""Asks the write model of a resource about metadata: one line for each sample, in order."""

import json
import os

from table import row

from timeback_oneroster.types.input import ResourceCreateInput


def takes(metadata):
    try:
        ResourceCreateInput(title="R", vendorResourceId="v", metadata=metadata)
        return True
    except Exception:  # noqa: BLE001: whatever it raises, it does not take it
        return False


with open(os.environ["SAMPLES"], encoding="utf-8") as file:
    for sample in json.load(file):
        row(taken=takes(sample))
