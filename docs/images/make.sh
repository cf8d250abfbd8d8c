#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes people-counter.png and check.png: the real plugin, the real people-counter and nvts check on a made-up scene.
# Run `npm run setup` first.
set -eu
cd "$(dirname "$0")/../.."
export GST_PLUGIN_PATH="$PWD/build/lib/gstreamer-1.0"
gst-launch-1.0 -q videotestsrc pattern=black num-buffers=150 \
    ! video/x-raw,format=BGRx,width=960,height=540,framerate=25/1 \
    ! nvtsprobe script=docs/images/scene.ts \
    ! nvtsprobe script=examples/people-counter/dist/people-counter.nvts.js params-file=docs/images/scene.json \
    ! nvtsosd ! videoconvert ! pngenc ! multifilesink location=docs/images/people-counter.png

frame="$(mktemp --suffix=.png)"
trap 'rm -f "$frame"' EXIT
gst-launch-1.0 -q videotestsrc pattern=black num-buffers=75 \
    ! video/x-raw,format=BGRx,width=960,height=540,framerate=25/1 \
    ! nvtsprobe script=docs/images/scene.ts \
    ! nvtsosd ! videoconvert ! pngenc ! multifilesink location="$frame"
npx nvts check docs/images/rules.yaml --video "$frame" --picture docs/images/check.png
