// SPDX-License-Identifier: MIT
#include "gstreamer.h"

#include <dlfcn.h>

#include <filesystem>
#include <mutex>
#include <system_error>

namespace nvts::node {
namespace {

namespace fs = std::filesystem;

// lib/gstreamer-1.0 beside the lib/node that this library lies in.
fs::path plugin_folder() {
  Dl_info info{};
  static const char here = 0;
  if (dladdr(&here, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const fs::path library = fs::canonical(info.dli_fname, error);
  return error ? fs::path() : library.parent_path().parent_path() / "gstreamer-1.0";
}

void find_plugin() {
  GstElementFactory* factory = gst_element_factory_find("nvtsprobe");
  if (factory != nullptr) {
    gst_object_unref(factory);
    return;
  }
  const fs::path folder = plugin_folder();
  std::error_code error;
  if (!folder.empty() && fs::is_directory(folder, error)) gst_registry_scan_path(gst_registry_get(), folder.c_str());
}

Status start() {
  GError* error = nullptr;
  if (!gst_init_check(nullptr, nullptr, &error)) {
    Status status(ErrorCode::kUnsupported,
                  std::string("GStreamer does not start: ") + (error != nullptr ? error->message : "unknown reason"));
    g_clear_error(&error);
    return status;
  }
  find_plugin();
  return Status::ok();
}

}  // namespace

Status start_gstreamer() {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  static const Status status = start();
  return status;
}

void log_live_objects() {
  GList* tracers = gst_is_initialized() ? gst_tracing_get_active_tracers() : nullptr;
  for (GList* node = tracers; node != nullptr; node = node->next) {
    // Its other signal, get-live-objects, gives objects away that it does not own.
    if (g_strcmp0(G_OBJECT_TYPE_NAME(node->data), "GstLeaksTracer") == 0) {
      g_signal_emit_by_name(node->data, "log-live-objects");
    }
  }
  g_list_free_full(tracers, gst_object_unref);
}

}  // namespace nvts::node
