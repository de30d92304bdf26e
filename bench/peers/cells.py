"""One gene, an opened map, a density image, a range and a lasso, as Python's users have them: anndata backed by the file, NumPy.

`what`: "gene" reads columns of X out of a backed AnnData, each as a dense array; "ranges" tells where their chunks lie, for a reader
that fetches byte ranges; "open" opens a file, backed, with its map and a category; "density" bins the points of a map with a weight
for red, green and blue; "range" and "lasso" are masks.
"""

import time

_opened: dict = {}


def _backed(file: str):
    if file not in _opened:
        import anndata

        _opened[file] = anndata.read_h5ad(file, backed="r")
    return _opened[file]


def _points(file: str):
    import numpy as np

    return np.ascontiguousarray(_backed(file).obsm["X_umap"], dtype=np.float32)


def _gene(file: str, genes: list[int]) -> dict:
    import numpy as np

    matrix = _backed(file).X
    millis = []
    total = 0.0
    for gene in genes:
        started = time.perf_counter()
        column = matrix[:, gene]
        values = column.toarray().ravel() if hasattr(column, "toarray") else np.asarray(column)
        millis.append((time.perf_counter() - started) * 1000)
        total += float(values.sum(dtype=np.float64))
    return {"millis": millis, "total": total}


def _ranges(file: str, genes: list[int]) -> dict:
    import h5py

    with h5py.File(file, "r") as opened:
        group = opened["X"]
        starts = group["indptr"][:]
        out = []
        for gene in genes:
            first, last = int(starts[gene]), int(starts[gene + 1])
            parts = {}
            for name in ("data", "indices"):
                dataset = group[name]
                step = dataset.chunks[0]
                found = [dataset.id.get_chunk_info_by_coord((at * step,)) for at in range(first // step, (last - 1) // step + 1)]
                parts[name] = [[info.byte_offset, info.size] for info in found]
            out.append({"first": first, "last": last, "chunk": step, **parts})
        return {"ranges": out}


def _open(file: str) -> dict:
    import anndata  # noqa: F401 - its import is not what is measured

    started = time.perf_counter()
    table = _backed(file)
    codes = table.obs["cluster"].cat.codes.to_numpy()
    points = table.obsm["X_umap"][:]
    return {"seconds": time.perf_counter() - started, "cells": int(len(codes)), "points": int(points.shape[0])}


def _density(file: str, repeats: int) -> dict:
    import numpy as np

    points = _points(file)
    codes = _backed(file).obs["cluster"].cat.codes.to_numpy()
    colours = np.random.default_rng(1).integers(0, 256, (int(codes.max()) + 1, 3)).astype(np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = np.float32(min(1280 / (high[0] - low[0]), 800 / (high[1] - low[1])) * 0.92)
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        place = ((points - low) * scale).astype(np.int32)
        bins = place[:, 1] * 1280 + place[:, 0]
        counts = np.bincount(bins, minlength=1280 * 801)
        sums = [np.bincount(bins, weights=colours[codes, channel], minlength=1280 * 801) for channel in range(3)]
        np.stack([channel / np.maximum(counts, 1) for channel in sums], axis=1).astype(np.uint8)
        best = min(best, time.perf_counter() - started)
    return {"seconds": best, "points": len(points)}


def _range(file: str, gene: int, repeats: int) -> dict:
    import numpy as np

    column = _backed(file).X[:, gene]
    values = column.toarray().ravel() if hasattr(column, "toarray") else np.asarray(column)
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        mask = values >= 0.5
        best = min(best, time.perf_counter() - started)
    return {"seconds": best, "selected": int(mask.sum())}


def _lasso(file: str, repeats: int) -> dict:
    import numpy as np

    points = _points(file)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, reach = (low + high) / 2, (high - low) / 2
    angles = 2 * np.pi * np.arange(64) / 64
    radii = np.where(np.arange(64) % 2 == 0, 0.8, 0.45)
    outline = middle + reach * np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        inside = np.zeros(len(points), dtype=bool)
        x, y = points[:, 0], points[:, 1]
        for (x0, y0), (x1, y1) in zip(outline, np.roll(outline, -1, axis=0)):
            crosses = (y0 > y) != (y1 > y)
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0 if y1 != y0 else 1) + x0)
        best = min(best, time.perf_counter() - started)
    return {"seconds": best, "selected": int(inside.sum())}


def run(what: str, file: str, genes: list[int] | None = None, gene: int = 0, repeats: int = 3) -> dict:
    if what == "gene":
        return _gene(file, genes or [])
    if what == "ranges":
        return _ranges(file, genes or [])
    if what == "open":
        return _open(file)
    if what == "density":
        return _density(file, repeats)
    if what == "range":
        return _range(file, gene, repeats)
    if what == "lasso":
        return _lasso(file, repeats)
    raise ValueError(f"{what} is not measured")
