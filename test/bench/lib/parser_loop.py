# SPDX-License-Identifier: MIT
"""The loops of native/parser_twin.cpp for YOLOv8, as one writes them in a probe with pyds; prints microseconds as JSON.

pyds gives the address of a layer's buffer, which a probe casts to a pointer of ctypes or shows as an array of numpy."""

import array
import ctypes
import json
import platform
import statistics
import sys
import time

try:
    import numpy as np
except ImportError:
    np = None

CLASSES, BOXES, SIZE, THRESHOLD, IOU = 80, 8400, 640, 0.25, 0.45
ROUNDS = 7


def overlap(a, b):
    left = max(a[0], b[0])
    top = max(a[1], b[1])
    right = min(a[0] + a[2], b[0] + b[2])
    bottom = min(a[1] + a[3], b[1] + b[3])
    if right <= left or bottom <= top:
        return 0
    inter = (right - left) * (bottom - top)
    return inter / (a[2] * a[3] + b[2] * b[3] - inter)


def clipped(candidates):
    """Suppression, and what is left of the boxes in the picture."""
    candidates.sort(key=lambda box: -box[4])
    kept = []
    for candidate in candidates:
        if not any(other[5] == candidate[5] and overlap(candidate, other) > IOU for other in kept):
            kept.append(candidate)
    boxes = []
    for left, top, width, height, confidence, class_id in kept:
        right, bottom = min(max(left + width, 0), SIZE), min(max(top + height, 0), SIZE)
        left, top = min(max(left, 0), SIZE), min(max(top, 0), SIZE)
        boxes.append((left, top, right - left, bottom - top, confidence, class_id))
    return boxes


def parse_loop(address):
    data = ctypes.cast(address, ctypes.POINTER(ctypes.c_float))
    candidates = []
    for i in range(BOXES):
        confidence, class_id = 0.0, -1
        for c in range(CLASSES):
            score = data[(4 + c) * BOXES + i]
            if score > confidence:
                confidence, class_id = score, c
        if class_id < 0 or confidence < THRESHOLD:
            continue
        width, height = data[2 * BOXES + i], data[3 * BOXES + i]
        candidates.append((data[i] - width / 2, data[BOXES + i] - height / 2, width, height, confidence, class_id))
    return clipped(candidates)


def parse_vectors(address):
    pointer = ctypes.cast(address, ctypes.POINTER(ctypes.c_float))
    data = np.ctypeslib.as_array(pointer, shape=(4 + CLASSES, BOXES))
    scores = data[4:]
    classes = scores.argmax(axis=0)
    confidences = scores.max(axis=0)
    found = np.nonzero(confidences >= THRESHOLD)[0]
    x, y, width, height = data[:4, found]
    columns = (x - width / 2, y - height / 2, width, height, confidences[found], classes[found])
    return clipped(list(zip(*(column.tolist() for column in columns))))


def timed(parse, address):
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        boxes = parse(address)
        times.append((time.perf_counter_ns() - started) / 1e3)
    return statistics.median(times), len(boxes)


def main(file):
    tensor = array.array("f")
    with open(file, "rb") as stream:
        tensor.frombytes(stream.read())
    address = tensor.buffer_info()[0]
    loop_us, detections = timed(parse_loop, address)
    result = {"loopUs": loop_us, "detections": detections, "python": f"Python {platform.python_version()}"}
    if np is not None:
        result["numpyUs"], found = timed(parse_vectors, address)
        result["numpy"] = f"numpy {np.__version__}"
        if found != detections:
            sys.exit(f"{found} detections with numpy are not the {detections} of the loop")
    print(json.dumps(result))


main(sys.argv[1])
