// SPDX-License-Identifier: MIT
// The properties of nvtsprobe: what they are called, and the settings that they stand for.
#pragma once

#include <gst/gst.h>

#include "nvtsprobe/probe.h"

namespace nvts {

// What is written here and in the structs within are the properties' defaults.
struct ElementSettings {
  ProbeSettings probe;
  guint source_id = 0;
  gboolean create_meta = TRUE;
};

// The one that stands for no setting: the element answers it.
extern const guint kStatsProperty;

void install_properties(GObjectClass* object_class);

// False for an id that no setting has.
[[nodiscard]] bool set_property(ElementSettings& settings, guint id, const GValue* value);
[[nodiscard]] bool get_property(const ElementSettings& settings, guint id, GValue* value);

}  // namespace nvts
