"""Kernels on a stack of planes: numba, written from the published formulas in two ways, and NumPy.

`published`: one pixel after the other, time innermost; subtract and divide into a new array. `rows`: row by row, planes after planes,
which the caches like; `kept`: into an array that is there already. All with fastmath, the sums of the sliding mean in single
precision.
"""

import time

import numba
import numpy as np
from numba import njit, prange

WINDOW = 10
FAST = {"parallel": True, "fastmath": True, "cache": False}


@njit(**FAST)
def fused_pixels(cube, s, a, d, b, out):
    planes, height, width = cube.shape
    for t in prange(planes):
        for y in range(height):
            for x in range(width):
                v = cube[t, y, x] - a * s[y, x]
                e = b * d[y, x] + (np.float32(1) - b)
                out[t, y, x] = v / e if e != 0 else np.float32(0)


@njit(**FAST)
def mean_pixels(cube, out):
    planes, height, width = cube.shape
    for y in prange(height):
        for x in range(width):
            total = 0.0
            for t in range(planes):
                total += cube[t, y, x]
            out[y, x] = total / planes


@njit(**FAST)
def std_pixels(cube, out):
    planes, height, width = cube.shape
    for y in prange(height):
        for x in range(width):
            mean = 0.0
            squares = 0.0
            for t in range(planes):
                delta = cube[t, y, x] - mean
                mean += delta / (t + 1)
                squares += delta * (cube[t, y, x] - mean)
            out[y, x] = np.sqrt(squares / planes)


@njit(**FAST)
def sliding_pixels(cube, window, out):
    planes, height, width = cube.shape
    for y in prange(height):
        for x in range(width):
            total = np.float32(0)
            for t in range(window):
                total += cube[t, y, x]
            for t in range(window, planes):
                total += cube[t, y, x] - cube[t - window, y, x]
                out[y, x] = total / window


@njit(**FAST)
def mean_rows(cube, out):
    planes, height, width = cube.shape
    for y in prange(height):
        totals = np.zeros(width)
        for t in range(planes):
            for x in range(width):
                totals[x] += cube[t, y, x]
        for x in range(width):
            out[y, x] = totals[x] / planes


@njit(**FAST)
def std_rows(cube, out):
    planes, height, width = cube.shape
    for y in prange(height):
        means = np.zeros(width)
        squares = np.zeros(width)
        for t in range(planes):
            part = 1.0 / (t + 1)
            for x in range(width):
                delta = cube[t, y, x] - means[x]
                means[x] += delta * part
                squares[x] += delta * (cube[t, y, x] - means[x])
        for x in range(width):
            out[y, x] = np.sqrt(squares[x] / planes)


@njit(**FAST)
def sliding_rows(cube, window, out):
    planes, height, width = cube.shape
    for y in prange(height):
        totals = np.zeros(width, np.float32)
        for t in range(planes):
            for x in range(width):
                totals[x] += cube[t, y, x]
                if t >= window:
                    totals[x] -= cube[t - window, y, x]
                    out[y, x] = totals[x] / window


KEPT: dict = {}


def load(file: str, planes: int, side: int) -> np.ndarray:
    """The cube, read once a process."""
    if KEPT.get("file") != file:
        KEPT.clear()
        KEPT.update(file=file, cube=np.fromfile(file, np.float32).reshape(planes, side, side))
    return KEPT["cube"]


def kernel(kind: str, way: str, cube: np.ndarray):
    """What is measured; it returns the array that it fills."""
    if kind == "fused":
        kept = np.empty_like(cube) if way == "kept" else None

        def fused():
            out = np.empty_like(cube) if kept is None else kept
            fused_pixels(cube, cube[0], np.float32(0.5), cube[1], np.float32(0.75), out)
            return out

        return fused
    if way == "numpy":
        return {"mean": lambda: cube.mean(0), "std": lambda: cube.std(0), "median": lambda: np.median(cube, axis=0)}[kind]
    out = np.zeros(cube.shape[1:], np.float32)
    function = {
        ("mean", "published"): mean_pixels,
        ("std", "published"): std_pixels,
        ("sliding", "published"): sliding_pixels,
        ("mean", "rows"): mean_rows,
        ("std", "rows"): std_rows,
        ("sliding", "rows"): sliding_rows,
    }[kind, way]
    options = (WINDOW, out) if kind == "sliding" else (out,)

    def reduce():
        function(cube, *options)
        return out

    return reduce


def run(file: str, kind: str, way: str, planes: int, side: int, threads: int = 2, passes: int = 5) -> dict:
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    cube = load(file, planes, side)
    if (kind, way) not in KEPT:
        KEPT[kind, way] = kernel(kind, way, cube)
    work = KEPT[kind, way]
    out = work()
    wall = []
    cpu = []
    for _ in range(1 if kind == "median" else passes):
        started, used = time.perf_counter(), time.process_time()
        out = work()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    return {"seconds": min(wall), "cpuSeconds": min(cpu), "total": float(out.sum(dtype=np.float64))}
