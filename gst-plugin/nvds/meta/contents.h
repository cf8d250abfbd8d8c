// SPDX-License-Identifier: MIT
// What each kind of element owns: how it is released, and how its plain fields are copied.
#pragma once

#include "nvds_audio_meta.h"
#include "nvdsmeta.h"

namespace nvts::nvds {

// NvDsMetaReleaseFunc of each pool: gives back the element's children and frees its buffers, but
// not the element.
void release_frame(gpointer frame_meta, gpointer) noexcept;
void release_audio_frame(gpointer frame_meta, gpointer) noexcept;
void release_object(gpointer object_meta, gpointer) noexcept;
void release_classifier(gpointer classifier_meta, gpointer) noexcept;
void release_label(gpointer label_info, gpointer) noexcept;
void release_display(gpointer display_meta, gpointer) noexcept;
void release_user(gpointer user_meta, gpointer) noexcept;

// NvDsMetaCopyFunc of each pool: a deep copy of `source` into the acquired element `target`.
gpointer copy_frame(gpointer source, gpointer target) noexcept;
gpointer copy_audio_frame(gpointer source, gpointer target) noexcept;
gpointer copy_object(gpointer source, gpointer target) noexcept;
gpointer copy_classifier(gpointer source, gpointer target) noexcept;
gpointer copy_label(gpointer source, gpointer target) noexcept;
gpointer copy_display(gpointer source, gpointer target) noexcept;
gpointer copy_user(gpointer source, gpointer target) noexcept;

}  // namespace nvts::nvds
