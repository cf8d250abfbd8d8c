#!/bin/sh
# SPDX-License-Identifier: MIT
# The parser in a DeepStream launch line: ./launch.sh file:///videos/street.mp4
# config_infer.txt names the model and libnvts_parser.so, which runs the bundle of `npm run build` named here.
set -eu
cd "$(dirname "$0")"
[ $# -eq 1 ] || { echo "usage: ./launch.sh <uri of a video>" >&2; exit 2; }
export NVTS_PARSER="$PWD/dist/{{id}}.nvts.js"
exec gst-launch-1.0 -e uridecodebin uri="$1" ! mux.sink_0 \
    nvstreammux name=mux batch-size=1 width=1280 height=720 \
    ! nvinfer config-file-path=config_infer.txt \
    ! nvvideoconvert ! nvdsosd ! nveglglessink
