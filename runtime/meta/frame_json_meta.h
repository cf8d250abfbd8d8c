// SPDX-License-Identifier: MIT
// The user meta that carries a frame's JSON entries. Its structs are the same in every release.
#pragma once

#include <string_view>

#include "nvts/frame_json.h"

struct _NvDsUserMeta;

namespace nvts::meta {

// The entry in a user meta, nullptr when the meta is of another kind or damaged.
[[nodiscard]] const NvtsFrameJson* frame_json(const _NvDsUserMeta* meta);
// Makes an acquired user meta carry an entry.
void set_frame_json(_NvDsUserMeta* meta, std::string_view key, std::string_view json);
// Replaces the text of an entry in place.
void replace_frame_json(_NvDsUserMeta* meta, std::string_view json);

}  // namespace nvts::meta
