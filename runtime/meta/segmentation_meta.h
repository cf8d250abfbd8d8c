// SPDX-License-Identifier: MIT
// The user meta of a segmentation. Its struct and its type are the same in every release.
#pragma once

#include "meta/tensors.h"

struct _NvDsUserMeta;

namespace nvts::meta {

// Makes an acquired user meta carry an NvDsInferSegmentationMeta with a copy of the map, and no probabilities.
void set_segmentation(_NvDsUserMeta* meta, const ClassMap& map);

}  // namespace nvts::meta
