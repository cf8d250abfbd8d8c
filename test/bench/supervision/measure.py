# SPDX-License-Identifier: MIT
"""Runs supervision's LineZone and PolygonZone over a file of tracks; prints counts and ns an object as JSON."""

import json
import platform
import statistics
import sys
import time
import warnings

warnings.simplefilter("ignore")

import numpy as np
import supervision as sv

ROUNDS = 3


def read(file):
    """The detections of each frame, made before anything is measured."""
    with open(file) as rows:
        scene = json.load(rows)
    frames = []
    for boxes in scene["frames"]:
        xywh = np.array(boxes, dtype=float)
        xyxy = np.hstack([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]])
        count = len(boxes)
        frames.append(sv.Detections(xyxy=xyxy, class_id=np.zeros(count, dtype=int), tracker_id=np.arange(1, count + 1)))
    return scene, frames


def timed(frames, trigger):
    """Median over the frames, ns an object."""
    times = []
    for detections in frames:
        started = time.perf_counter_ns()
        trigger(detections)
        times.append((time.perf_counter_ns() - started) / len(detections))
    return statistics.median(times)


def main(file):
    scene, frames = read(file)
    anchors = [sv.Position.BOTTOM_CENTER]
    line_ns, zone_ns = [], []
    for _ in range(ROUNDS):
        (x1, y1), (x2, y2) = scene["line"]
        line = sv.LineZone(sv.Point(x1, y1), sv.Point(x2, y2), triggering_anchors=anchors)
        zone = sv.PolygonZone(np.array(scene["polygon"]), triggering_anchors=anchors)
        line_ns.append(timed(frames, line.trigger))
        zone_ns.append(timed(frames, zone.trigger))
    inside = sum(int(zone.trigger(detections).sum()) for detections in frames)
    result = {
        "crossed": sorted([line.in_count, line.out_count]),
        "inside": inside,
        "lineNs": statistics.median(line_ns),
        "zoneNs": statistics.median(zone_ns),
        "versions": f"supervision {sv.__version__}, numpy {np.__version__}, Python {platform.python_version()}",
    }
    print(json.dumps(result))


main(sys.argv[1])
