// SPDX-License-Identifier: MIT
#include "nvdsanalytics_twin.h"

namespace nvts::bench {
namespace {

using Labels = std::vector<const std::string*>;

// The labels of our rules need no escapes.
std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

class Members {
 public:
  void add(const std::string& name, uint32_t value) {
    if (!m_text.empty()) m_text += ',';
    m_text += quoted(name) + ":" + std::to_string(value);
  }
  [[nodiscard]] std::string object() const { return "{" + m_text + "}"; }

 private:
  std::string m_text;
};

std::string list(const Labels& labels) {
  std::string text;
  for (const std::string* label : labels)
    text += (text.empty() ? "" : ",") + quoted(*label);
  return "[" + text + "]";
}

}  // namespace

std::string NvdsanalyticsTwin::json() const {
  Members in_roi;
  Members now;
  Members ever;
  Members crowded;
  Members counts;
  for (size_t i = 0; i < m_rules.rois.size(); ++i)
    in_roi.add(m_rules.rois[i].label, m_in_roi[i]);
  for (size_t i = 0; i < m_rules.crowds.size(); ++i) {
    const auto& [area, threshold] = m_rules.crowds[i];
    in_roi.add(area.label, m_in_crowd[i]);
    crowded.add(area.label, m_in_crowd[i] > 0 && m_in_crowd[i] >= threshold);
  }
  for (size_t i = 0; i < m_rules.lines.size(); ++i) {
    now.add(m_rules.lines[i].label, m_crossed_now[i]);
    ever.add(m_rules.lines[i].label, m_crossed_ever[i]);
  }
  for (const auto& [id, count] : m_counts)
    counts.add(std::to_string(id), count);
  std::string objects;
  for (size_t i = 0; i < m_object_count; ++i) {
    const Object& object = m_objects[i];
    objects += (i > 0 ? ",{\"id\":" : "{\"id\":") + quoted(std::to_string(object.id)) + ",\"roi\":" + list(object.roi) +
               ",\"oc\":" + list(object.oc) + ",\"lc\":" + list(object.lc) + ",\"dir\":" + quoted(object.dir) +
               ",\"status\":" + quoted(object.status) + "}";
  }
  return "{\"inRoi\":" + in_roi.object() + ",\"lcCurrent\":" + now.object() + ",\"lcCumulative\":" + ever.object() +
         ",\"overcrowding\":" + crowded.object() + ",\"objCount\":" + counts.object() + ",\"objects\":[" + objects + "]}";
}

}  // namespace nvts::bench
