"""Versions of Python and of every peer, for the machine's description."""

import platform
from importlib import metadata


def run() -> dict:
    names = ["evutils", "faery", "expelliarmus", "evlib", "polars", "pandas", "pyarrow", "numpy", "numba", "h5py", "anndata"]
    versions = {"python": platform.python_version()}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {"versions": versions}
