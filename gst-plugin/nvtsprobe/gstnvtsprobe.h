// SPDX-License-Identifier: MIT
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_NV_TS_PROBE (gst_nv_ts_probe_get_type())
G_DECLARE_FINAL_TYPE(GstNvTsProbe, gst_nv_ts_probe, GST, NV_TS_PROBE, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(nvtsprobe);

G_END_DECLS
