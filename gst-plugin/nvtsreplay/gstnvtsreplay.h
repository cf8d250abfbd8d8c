// SPDX-License-Identifier: MIT
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_NV_TS_REPLAY (gst_nv_ts_replay_get_type())
G_DECLARE_FINAL_TYPE(GstNvTsReplay, gst_nv_ts_replay, GST, NV_TS_REPLAY, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(nvtsreplay);

G_END_DECLS
