// SPDX-License-Identifier: MIT
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_NV_TS_RECORD (gst_nv_ts_record_get_type())
G_DECLARE_FINAL_TYPE(GstNvTsRecord, gst_nv_ts_record, GST, NV_TS_RECORD, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(nvtsrecord);

G_END_DECLS
