// SPDX-License-Identifier: MIT
#include "session.h"

#include <gstnvdsmeta.h>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "meta/lasting_string.h"
#include "process/remote_host.h"
#include "recording/json_line.h"
#include "recording/put_frame.h"
#include "support/json.h"

namespace nvts::conformance {
namespace {

using table::Section;

// As an element would be told.
host::ScriptError failure(Status status, const char* where) {
  return {std::move(status), where, -1, {}, {}};
}

// A buffer with the frames of a batch, which have no objects yet.
GstBuffer* make_buffer(const recording::BatchRecord& record, uint64_t pts) {
  GstBuffer* buffer = gst_buffer_new();
  GST_BUFFER_PTS(buffer) = pts;
  NvDsBatchMeta* batch = nvds_create_batch_meta(std::max<guint>(1, static_cast<guint>(record.frames.size())));
  for (const recording::FrameRecord& from : record.frames) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = from.source_id;
    frame->pad_index = from.pad_index;
    frame->batch_id = from.batch_id;
    frame->frame_num = from.frame_num;
    frame->buf_pts = from.pts;
    frame->ntp_timestamp = from.ntp;
    frame->num_surfaces_per_frame = 1;
    frame->source_frame_width = from.source_width;
    frame->source_frame_height = from.source_height;
    frame->pipeline_width = from.pipeline_width;
    frame->pipeline_height = from.pipeline_height;
    frame->bInferDone = from.inferred ? TRUE : FALSE;
    frame->sensorInfo_meta = {from.source_id, meta::lasting_string(from.sensor_uri), meta::lasting_string(from.sensor_id),
                              meta::lasting_string(from.sensor_name)};
    nvds_add_frame_meta_to_batch(batch, frame);
  }
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  return buffer;
}

// The PTS of a line, which the buffer has: `null` for none, that of the first frame where the line does not say.
uint64_t batch_pts(std::string_view line, const recording::BatchRecord& record) {
  const auto members = json::members(line);
  if (members) {
    for (const json::Member& member : *members) {
      if (member.key != "pts") continue;
      const auto digits = json::string_value(member.value);
      return digits ? std::strtoull(digits->c_str(), nullptr, 10) : table::kNoTime;
    }
  }
  return record.frames.empty() ? table::kNoTime : record.frames.front().pts;
}

}  // namespace

Session::Session() : m_outer_bridge(m_outer_table), m_bridge(m_table) {}

Answer Session::refuse(const std::string& why) {
  Answer answer;
  answer.error = failure({ErrorCode::kArgument, why}, "request");
  return answer;
}

Answer Session::open(const Settings& settings) {
  return answer(create(settings));
}

std::optional<host::ScriptError> Session::create(const Settings& settings) {
  const Result<host::Grants> grants = host::parse_grants(settings.grant);
  if (!grants) return failure(grants.status(), "load");
  const Result<host::Bundle> bundle = host::load_bundle(settings.bundle);
  if (!bundle) return failure(bundle.status(), "load");
  host::Services services;
  services.log = [this](host::LogLevel level, std::string_view text) {
    m_logs.emplace_back(static_cast<int>(level), std::string(text));
  };
  services.pack_more = [this](uint32_t groups) { return m_bridge.pack_more(groups); };
  host::Options options;
  options.element = settings.element;
  options.time_limit_ms = settings.deadline_ms;
  options.setup_time_limit_ms = 10 * settings.deadline_ms;
  options.memory_limit_bytes = settings.memory_mb << 20;
  options.grants = *grants;
  options.seed = settings.seed;
  if (settings.own_process) {
    parser::LoadedScript made;
    auto error = process::RemoteHost::create(NVTS_SCRIPT_HOST_PROGRAM, *bundle, settings.params, m_table,
                                             std::move(services), options, &made);
    m_host = std::move(made.processor);
    return error;
  }
  std::unique_ptr<host::Host> made;
  auto error = host::Host::create(*bundle, settings.params, m_table, std::move(services), options, &made);
  m_host = std::move(made);
  return error;
}

Answer Session::push(std::string_view line) {
  std::string left_out;
  const Result<recording::BatchRecord> record = recording::parse_line(line, left_out);
  if (!record) return refuse(record.status().message());
  if (!left_out.empty()) return refuse(left_out);
  GstBuffer* buffer = make_buffer(*record, batch_pts(line, *record));
  Status status = m_outer_bridge.pack(buffer, recording::kGroups);
  for (uint32_t row = 0; status && row < m_outer_table.count(Section::kFrames); ++row) {
    const uint32_t place = m_outer_table.frames().batch_id[row];
    for (const recording::FrameRecord& frame : record->frames) {
      if (frame.batch_id == place) status = recording::put_frame(frame, {}, m_outer_table, row);
    }
  }
  if (status) status = m_outer_bridge.commit().status();
  m_outer_bridge.release();
  Answer result;
  auto error = status ? work_on(buffer, result) : failure(status, "request");
  if (!error) {
    status = m_outer_bridge.pack(buffer, recording::kGroups);
    result.line = m_writer.write(m_outer_table);
    m_outer_bridge.release();
    if (!status) error = failure(status, "read back");
  }
  gst_buffer_unref(buffer);
  result.error = std::move(error);
  result.logs = std::exchange(m_logs, {});
  return result;
}

std::optional<host::ScriptError> Session::work_on(GstBuffer* buffer, Answer& result) {
  std::optional<host::ScriptError> error;
  if (Status status = m_bridge.pack(buffer, m_host->groups()); !status) error = failure(std::move(status), "pack");
  if (!error) error = m_host->run_batch();
  if (!error) {
    if (Status status = host::read_events(m_table, &result.events); !status) error = failure(std::move(status), "emit");
  }
  if (!error) {
    const Result<meta::CommitStats> stats = m_bridge.commit();
    if (!stats) {
      error = failure(stats.status(), "commit");
    } else {
      result.added = stats->objects_added;
    }
  }
  m_bridge.release();
  if (error) result.events.clear();
  return error;
}

Answer Session::notify(uint32_t hook, std::string_view data) {
  return answer(m_host->notify(hook, data));
}

Answer Session::forget(uint32_t source) {
  m_table.tracks().forget_source(source);
  return {};
}

Answer Session::save() {
  std::string state;
  Answer result = answer(m_host->save(&state));
  result.state = std::move(state);
  return result;
}

Answer Session::restore(std::string_view state) {
  return answer(m_host->restore(state));
}

// What a call outside of a batch gave.
Answer Session::answer(std::optional<host::ScriptError> error) {
  Answer result;
  if (!error) {
    if (Status status = host::read_events(m_table, &result.events); !status) error = failure(std::move(status), "emit");
  }
  result.error = std::move(error);
  result.logs = std::exchange(m_logs, {});
  return result;
}

std::string to_json(const Answer& answer) {
  std::string text = "{\"logs\":[";
  for (size_t i = 0; i < answer.logs.size(); ++i) {
    const auto& [level, message] = answer.logs[i];
    text += (i == 0 ? "[" : ",[") + std::to_string(level) + "," + json::quote(message) + "]";
  }
  text += "]";
  if (answer.error) {
    const host::ScriptError& error = *answer.error;
    return text + ",\"error\":{\"code\":\"" + error_code_name(error.status.code()) + "\",\"message\":" +
           json::quote(error.status.message()) + ",\"hook\":" + json::quote(error.hook) +
           ",\"frame\":" + std::to_string(error.frame) + "}}";
  }
  text += ",\"events\":[";
  for (size_t i = 0; i < answer.events.size(); ++i) {
    const host::Event& event = answer.events[i];
    text += (i == 0 ? "" : ",") + ("{\"type\":" + json::quote(event.type)) + ",\"frame\":" + std::to_string(event.frame) +
            ",\"data\":" + event.data + "}";
  }
  text += "],\"line\":" + (answer.line.empty() ? "null" : answer.line);
  return text + ",\"state\":" + json::quote(answer.state) + ",\"added\":" + std::to_string(answer.added) + "}";
}

}  // namespace nvts::conformance
