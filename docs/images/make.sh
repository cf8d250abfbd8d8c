#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes people-counter.png: the real plugin and the real people-counter on a made-up scene. Run `npm run setup` first.
set -eu
cd "$(dirname "$0")/../.."
export GST_PLUGIN_PATH="$PWD/build/lib/gstreamer-1.0"
gst-launch-1.0 -q videotestsrc pattern=black num-buffers=150 \
    ! video/x-raw,format=BGRx,width=960,height=540,framerate=25/1 \
    ! nvtsprobe script=docs/images/scene.ts \
    ! nvtsprobe script=examples/people-counter/dist/people-counter.nvts.js params-file=docs/images/scene.json \
    ! nvtsosd ! videoconvert ! pngenc ! multifilesink location=docs/images/people-counter.png
