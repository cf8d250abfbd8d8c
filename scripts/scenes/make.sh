#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the videos, recordings and pictures of the examples from their scenes, all of them or those that are named, e.g.
# `scripts/scenes/make.sh doorway`. Run `npm run setup` first.
set -eu
cd "$(dirname "$0")/../.."
export GST_PLUGIN_PATH="$PWD/build/lib/gstreamer-1.0"
frames=$(mktemp -d)
trap 'rm -r "$frames"' EXIT
[ $# -gt 0 ] || set -- doorway parking retail-queue social-distance wrong-way
for name; do
    scene="scripts/scenes/$name.ts"
    out="examples/$name/recordings"
    # How long the scene is, and which second of it the README shows.
    seconds=$(sed -n 's/^export const SECONDS = \([0-9]*\);.*/\1/p' "$scene")
    shown=$(sed -n 's/^export const SHOWN = \([0-9]*\);.*/\1/p' "$scene")
    mkdir -p "$out"
    source="videotestsrc pattern=black num-buffers=$((seconds * 10)) ! video/x-raw,format=BGRx,width=960,height=540,framerate=10/1"
    gst-launch-1.0 -q $source ! nvtsprobe script="$scene" params='{"paint":true}' ! nvtsosd \
        ! videoconvert ! x264enc pass=quant quantizer=26 speed-preset=medium psy-tune=animation key-int-max=100 bframes=0 \
        ! h264parse ! mp4mux ! filesink location="$out/$name.mp4"
    gst-launch-1.0 -q $source ! nvtsprobe script="$scene" params='{"paint":false}' \
        ! nvtsrecord location="$out/$name.jsonl.gz" ! fakesink
    # One frame in so many seconds: the second one is the one that is wanted.
    gst-launch-1.0 -q filesrc location="$out/$name.mp4" ! decodebin ! videoconvert ! nvtsreplay location="$out/$name.jsonl.gz" \
        ! nvtsprobe script="examples/$name/dist/$name.nvts.js" params-file="$(echo "examples/$name/params/"*.yaml)" \
        ! nvtsosd label=off ! videorate ! video/x-raw,framerate=1/$shown ! videoconvert ! pngenc ! multifilesink location="$frames/%d.png"
    cp "$frames/1.png" "examples/$name/picture.png"
done
