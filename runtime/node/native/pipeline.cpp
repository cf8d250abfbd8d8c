// SPDX-License-Identifier: MIT
#include "pipeline.h"

#include <utility>
#include <vector>

namespace nvts::node {
namespace {

std::string take_message(GError** error) {
  std::string text = *error != nullptr ? (*error)->message : "unknown reason";
  g_clear_error(error);
  return text;
}

std::string describe_missing(GstParseContext* context, const GError* error) {
  // An element without the property that it is given counts as missing, too.
  if (!g_error_matches(error, GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT)) return "";
  gchar** missing = gst_parse_context_get_missing_elements(context);
  std::string text;
  for (gchar** name = missing; name != nullptr && *name != nullptr; ++name) {
    const bool ours = g_str_has_prefix(*name, "nvts");
    if (ours) text = "; its plugin was not found: set GST_PLUGIN_PATH to the folder of libgstnvts.so";
  }
  g_strfreev(missing);
  return text;
}

std::string owned(gchar* text) {
  std::string copy = text != nullptr ? text : "";
  g_free(text);
  return copy;
}

std::string type_of(GstElement* element) {
  GstElementFactory* factory = gst_element_get_factory(element);
  return factory != nullptr ? GST_OBJECT_NAME(factory) : G_OBJECT_TYPE_NAME(element);
}

std::string names_of(GstElement* pipeline) {
  std::string names;
  GstIterator* all = gst_bin_iterate_recurse(GST_BIN(pipeline));
  GValue item = G_VALUE_INIT;
  while (gst_iterator_next(all, &item) == GST_ITERATOR_OK) {
    const std::string name = owned(gst_object_get_name(GST_OBJECT(g_value_get_object(&item))));
    names = names.empty() ? name : name + ", " + names;
    g_value_reset(&item);
  }
  g_value_unset(&item);
  gst_iterator_free(all);
  return names;
}

std::string allowed_values(const GParamSpec* spec) {
  if (!G_IS_PARAM_SPEC_ENUM(spec)) return std::string("a value of type ") + g_type_name(spec->value_type);
  const GEnumClass* type = G_PARAM_SPEC_ENUM(spec)->enum_class;
  std::string names;
  for (guint i = 0; i < type->n_values; ++i) {
    names += (names.empty() ? "" : ", ") + std::string(type->values[i].value_nick);
  }
  return "one of " + names;
}

Status no_property(GstElement* element, const std::string& name) {
  const std::string type = type_of(element);
  return {ErrorCode::kNotFound, type + " has no property \"" + name + "\": `gst-inspect-1.0 " + type + "` lists what it has"};
}

Status read_value(const GParamSpec* spec, const std::string& owner, const std::string& text, GValue* value) {
  if (spec->value_type == G_TYPE_STRING) {
    g_value_set_string(value, text.c_str());
    return Status::ok();
  }
  if (!gst_value_deserialize(value, text.c_str())) {
    return {ErrorCode::kArgument, owner + ": \"" + text + "\" is no value for it; expected " + allowed_values(spec)};
  }
  if (g_param_value_validate(const_cast<GParamSpec*>(spec), value)) {
    return {ErrorCode::kRange, owner + ": " + text + " is out of its range"};
  }
  return Status::ok();
}

}  // namespace

Pipeline::Pipeline(GstElement* pipeline, std::shared_ptr<Inbox> inbox, Defer defer)
    : m_pipeline(pipeline), m_bus(gst_element_get_bus(pipeline)), m_inbox(std::move(inbox)), m_defer(std::move(defer)) {
  gst_bus_set_sync_handler(m_bus, &Pipeline::on_message, this, nullptr);
}

Pipeline::~Pipeline() {
  gst_element_set_state(m_pipeline, GST_STATE_NULL);
  gst_bus_set_sync_handler(m_bus, nullptr, nullptr, nullptr);
  gst_object_unref(m_bus);
  gst_object_unref(m_pipeline);
}

Result<std::unique_ptr<Pipeline>> Pipeline::launch(const std::string& line, std::shared_ptr<Inbox> inbox, Defer defer) {
  GError* error = nullptr;
  GstParseContext* context = gst_parse_context_new();
  GstElement* parsed = gst_parse_launch_full(line.c_str(), context, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  const std::string hint = describe_missing(context, error);
  gst_parse_context_free(context);
  if (error != nullptr || parsed == nullptr) {
    if (parsed != nullptr) gst_object_unref(parsed);
    return Status{ErrorCode::kArgument, "the launch line cannot be made: " + take_message(&error) + hint};
  }
  gst_object_ref_sink(parsed);
  GstElement* pipeline = parsed;
  if (!GST_IS_PIPELINE(parsed)) {
    // A line of one element.
    pipeline = gst_pipeline_new(nullptr);
    gst_object_ref_sink(pipeline);
    gst_bin_add(GST_BIN(pipeline), parsed);
    gst_object_unref(parsed);
  }
  return std::unique_ptr<Pipeline>(new Pipeline(pipeline, std::move(inbox), std::move(defer)));
}

GstBusSyncReply Pipeline::on_message(GstBus*, GstMessage* message, gpointer data) noexcept {
  static_cast<Pipeline*>(data)->receive(message);
  gst_message_unref(message);
  return GST_BUS_DROP;
}

void Pipeline::receive(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_STATE_CHANGED:
      if (GST_MESSAGE_SRC(message) != GST_OBJECT(m_pipeline)) return;
      break;
    case GST_MESSAGE_EOS:
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_WARNING:
    case GST_MESSAGE_INFO:
    case GST_MESSAGE_ELEMENT:
      break;
    // What every application has to do for its pipeline.
    case GST_MESSAGE_LATENCY:
      m_defer([this] { gst_bin_recalculate_latency(GST_BIN(m_pipeline)); });
      return;
    case GST_MESSAGE_CLOCK_LOST:
      m_defer([this] {
        if (GST_STATE_TARGET(m_pipeline) != GST_STATE_PLAYING) return;
        gst_element_set_state(m_pipeline, GST_STATE_PAUSED);
        gst_element_set_state(m_pipeline, GST_STATE_PLAYING);
      });
      return;
    default:
      return;
  }
  m_inbox->put(MessagePointer(gst_message_ref(message)));
}

Result<Pipeline::Change> Pipeline::set_state(GstState state) {
  switch (gst_element_set_state(m_pipeline, state)) {
    case GST_STATE_CHANGE_SUCCESS: return Change::kDone;
    case GST_STATE_CHANGE_ASYNC: return Change::kAsync;
    case GST_STATE_CHANGE_NO_PREROLL: return Change::kNoPreroll;
    case GST_STATE_CHANGE_FAILURE: break;
  }
  return Status{ErrorCode::kUnsupported,
                std::string("the pipeline does not go to ") + gst_element_state_get_name(state)};
}

Status Pipeline::send_eos() {
  if (gst_element_send_event(m_pipeline, gst_event_new_eos())) return Status::ok();
  return {ErrorCode::kUnsupported, "no element of the pipeline takes the end of the stream"};
}

Result<ElementPointer> Pipeline::element(const std::string& name) const {
  GstElement* found = gst_bin_get_by_name(GST_BIN(m_pipeline), name.c_str());
  if (found != nullptr) return ElementPointer(found);
  return Status{ErrorCode::kNotFound,
                "the pipeline has no element named \"" + name + "\"; there are " + names_of(m_pipeline)};
}

Status set_property(GstElement* element, const std::string& name, const std::optional<std::string>& text) {
  GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str());
  if (spec == nullptr) return no_property(element, name);
  const std::string owner = type_of(element) + "'s " + name;
  if ((spec->flags & G_PARAM_WRITABLE) == 0 || (spec->flags & G_PARAM_CONSTRUCT_ONLY) != 0) {
    return {ErrorCode::kArgument, owner + " cannot be set"};
  }
  if ((spec->flags & GST_PARAM_MUTABLE_READY) != 0 && GST_STATE(element) > GST_STATE_READY) {
    return {ErrorCode::kArgument, owner + " can be set before the pipeline plays only"};
  }
  if (!text && spec->value_type != G_TYPE_STRING) {
    return {ErrorCode::kArgument, owner + " cannot be null; expected " + allowed_values(spec)};
  }
  GValue value = G_VALUE_INIT;
  g_value_init(&value, spec->value_type);
  Status status = text ? read_value(spec, owner, *text, &value) : Status::ok();
  if (status) g_object_set_property(G_OBJECT(element), spec->name, &value);
  g_value_unset(&value);
  return status;
}

Status get_property(GstElement* element, const std::string& name, GValue* value) {
  GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str());
  if (spec == nullptr) return no_property(element, name);
  if ((spec->flags & G_PARAM_READABLE) == 0) {
    return {ErrorCode::kArgument, type_of(element) + "'s " + name + " cannot be read"};
  }
  g_value_init(value, spec->value_type);
  g_object_get_property(G_OBJECT(element), spec->name, value);
  return Status::ok();
}

Result<bool> emit_action(GstElement* element, const std::string& name, const std::optional<std::string>& text) {
  const guint id = g_signal_lookup(name.c_str(), G_OBJECT_TYPE(element));
  GSignalQuery query{};
  if (id != 0) g_signal_query(id, &query);
  const guint wanted = text ? 1 : 0;
  const bool fits = id != 0 && (query.signal_flags & G_SIGNAL_ACTION) != 0 && query.n_params == wanted &&
                    (wanted == 0 || query.param_types[0] == G_TYPE_STRING) && query.return_type == G_TYPE_BOOLEAN;
  if (!fits) {
    return Status{ErrorCode::kNotFound, type_of(element) + " has no action signal \"" + name + "\": only nvtsprobe has it"};
  }
  gboolean taken = FALSE;
  if (text) g_signal_emit(element, id, 0, text->c_str(), &taken);
  else g_signal_emit(element, id, 0, &taken);
  return taken != FALSE;
}

}  // namespace nvts::node
