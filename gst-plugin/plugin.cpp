// SPDX-License-Identifier: MIT
#include <gst/gst.h>

#include "nvtsinfer/gstnvtsinfer.h"
#include "nvtsosd/gstnvtsosd.h"
#include "nvtsprobe/batch_tracer.h"
#include "nvtsprobe/gstnvtsprobe.h"
#include "nvtsrecord/gstnvtsrecord.h"
#include "nvtsreplay/gstnvtsreplay.h"

static gboolean plugin_init(GstPlugin* plugin) {
  gboolean registered = GST_ELEMENT_REGISTER(nvtsprobe, plugin);
  registered &= GST_ELEMENT_REGISTER(nvtsrecord, plugin);
  registered &= GST_ELEMENT_REGISTER(nvtsreplay, plugin);
  registered &= GST_ELEMENT_REGISTER(nvtsosd, plugin);
  registered &= GST_ELEMENT_REGISTER(nvtsinfer, plugin);
  registered &= nvts::register_batch_tracer(plugin);
  return registered;
}

// GStreamer keeps a list of licence names; "MIT/X11" is the one for MIT.
#define PACKAGE GST_PACKAGE_NAME
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, nvts,
                  "TypeScript on the metadata of video pipelines: make, run, record, replay and draw it",
                  plugin_init, NVTS_VERSION, "MIT/X11", GST_PACKAGE_NAME, GST_PACKAGE_ORIGIN)
