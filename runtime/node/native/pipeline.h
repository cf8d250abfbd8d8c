// SPDX-License-Identifier: MIT
// A launch line that runs: GStreamer's side of the binding, without Node.
#pragma once

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gstreamer.h"
#include "inbox.h"
#include "support/status.h"

namespace nvts::node {

class Pipeline {
 public:
  // Hands work that GStreamer wants done outside of its streaming threads to a thread that may wait for them.
  using Defer = std::function<void(std::function<void()>)>;
  enum class Change { kDone, kAsync, kNoPreroll };

  // What GStreamer says of the line where it makes none of it.
  [[nodiscard]] static Result<std::unique_ptr<Pipeline>> launch(const std::string& line, std::shared_ptr<Inbox> inbox,
                                                                Defer defer);
  // Ends it, which waits for its streaming threads.
  ~Pipeline();

  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // May wait for streaming threads. Fails when an element refuses; its error is in the inbox.
  [[nodiscard]] Result<Change> set_state(GstState state);
  [[nodiscard]] Status send_eos();

  // kNotFound with the names that there are.
  [[nodiscard]] Result<ElementPointer> element(const std::string& name) const;

 private:
  Pipeline(GstElement* pipeline, std::shared_ptr<Inbox> inbox, Defer defer);
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer data) noexcept;
  void receive(GstMessage* message);

  GstElement* m_pipeline;
  GstBus* m_bus;
  std::shared_ptr<Inbox> m_inbox;
  Defer m_defer;
};

// The text is GStreamer's for a value of the property's type; nullopt unsets a text. kNotFound when there is no such
// property, kArgument when it cannot be set (now), kRange for a value out of its range.
[[nodiscard]] Status set_property(GstElement* element, const std::string& name, const std::optional<std::string>& text);
// Fills `value`, which the caller unsets. kNotFound when there is no such property, kArgument when it cannot be
// read.
[[nodiscard]] Status get_property(GstElement* element, const std::string& name, GValue* value);
// Emits an action signal with at most one text and gives what it returns. kNotFound when there is none like it.
[[nodiscard]] Result<bool> emit_action(GstElement* element, const std::string& name,
                                       const std::optional<std::string>& text);

}  // namespace nvts::node
