// SPDX-License-Identifier: MIT
#include "nvtsprobe/property_types.h"

#include "nvtsprobe/log_relay.h"
#include "nvtsprobe/probe.h"

namespace nvts {

GType on_error_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(OnError::kPass), "Let the buffer pass unedited", "pass"},
      {static_cast<gint>(OnError::kDrop), "Drop the buffer", "drop"},
      {static_cast<gint>(OnError::kDisable), "Let this and every later buffer pass without calling the script", "disable"},
      {static_cast<gint>(OnError::kFail), "Stop the pipeline with an error", "fail"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeOnError", values);
  return type;
}

GType isolation_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Isolation::kInProcess), "In this process", "in-process"},
      {static_cast<gint>(Isolation::kProcess), "In a process of its own", "process"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeIsolation", values);
  return type;
}

GType tensor_padding_get_type() {
  using parser::Padding;
  static const GEnumValue values[] = {
      {static_cast<gint>(Padding::kAsMetadataSays), "What the tensors' metadata says (since DeepStream 8.0), else right-bottom",
       "auto"},
      {static_cast<gint>(Padding::kRightAndBottom), "On the right or at the bottom", "right-bottom"},
      {static_cast<gint>(Padding::kSymmetric), "On both sides alike", "symmetric"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeTensorPadding", values);
  return type;
}

GType log_level_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(BusLogLevel::kNone), "No messages", "none"},
      {static_cast<gint>(BusLogLevel::kError), "Errors", "error"},
      {static_cast<gint>(BusLogLevel::kWarning), "Warnings and errors", "warning"},
      {static_cast<gint>(BusLogLevel::kInfo), "What console.log() says, and graver", "info"},
      {static_cast<gint>(BusLogLevel::kDebug), "Everything", "debug"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeLogLevel", values);
  return type;
}

}  // namespace nvts
