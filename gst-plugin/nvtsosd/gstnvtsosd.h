// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>
#include <gst/video/gstvideofilter.h>

G_BEGIN_DECLS

#define GST_TYPE_NV_TS_OSD (gst_nv_ts_osd_get_type())
G_DECLARE_FINAL_TYPE(GstNvTsOsd, gst_nv_ts_osd, GST, NV_TS_OSD, GstVideoFilter)

GST_ELEMENT_REGISTER_DECLARE(nvtsosd);

G_END_DECLS
