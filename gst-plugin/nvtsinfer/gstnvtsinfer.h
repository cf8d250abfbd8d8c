// SPDX-License-Identifier: MIT
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_NV_TS_INFER (gst_nv_ts_infer_get_type())
G_DECLARE_FINAL_TYPE(GstNvTsInfer, gst_nv_ts_infer, GST, NV_TS_INFER, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(nvtsinfer);

G_END_DECLS
