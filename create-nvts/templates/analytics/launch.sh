#!/bin/sh
# SPDX-License-Identifier: MIT
# The bundle in a launch line, without DeepStream: the recording stands in for the detector and the tracker. Needs the plugin of
# nvtsprobe (GST_PLUGIN_PATH) and `npm run build`. SINK=fakesink shows nothing.
set -eu
cd "$(dirname "$0")"
exec gst-launch-1.0 -e \
    videotestsrc pattern=black num-buffers=61 ! video/x-raw,width=1280,height=720,framerate=10/1 \
    ! nvtsreplay location=recordings/people.jsonl \
    ! nvtsprobe script=dist/{{id}}.nvts.js params-file=params/example.yaml events=events.jsonl \
    ! nvtsosd ! videoconvert ! "${SINK:-autovideosink}"
