// SPDX-License-Identifier: MIT
#include "nvtsprobe/message_event.h"

#include "nvtsprobe/debug.h"
#include "nvtsprobe/element.h"

#define GST_CAT_DEFAULT nvts_probe_debug

namespace nvts {
namespace {

bool is_custom(GstEvent* event) {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CUSTOM_UPSTREAM:
    case GST_EVENT_CUSTOM_DOWNSTREAM:
    case GST_EVENT_CUSTOM_DOWNSTREAM_OOB:
    case GST_EVENT_CUSTOM_BOTH:
    case GST_EVENT_CUSTOM_BOTH_OOB: return true;
    default: return false;
  }
}

}  // namespace

bool take_message(GstElement* element, GstEvent* event, Mailbox& mailbox) {
  if (!is_custom(event) || !gst_event_has_name(event, "nvts-message")) return false;
  const GstStructure* structure = gst_event_get_structure(event);
  const char* to = gst_structure_get_string(structure, "to");
  if (to != nullptr && name_of(element) != to) return false;

  const char* data = gst_structure_get_string(structure, "data");
  if (data == nullptr) {
    GST_WARNING_OBJECT(element, "an event nvts-message has no field 'data' with a JSON text: it is ignored");
  } else if (Status status = mailbox.put(data); !status) {
    GST_WARNING_OBJECT(element, "an event nvts-message is ignored: %s", status.message().c_str());
  }
  return to != nullptr;
}

}  // namespace nvts
