// SPDX-License-Identifier: MIT
// A free-form payload that nvdsmetautils can carry across a process.
#ifndef NVTS_NVDSCUSTOMUSERMETA_H
#define NVTS_NVDSCUSTOMUSERMETA_H

#include <stdint.h>

#include "nvdsmeta.h"

#define NVDS_USER_CUSTOM_META (nvds_get_user_meta_type((gchar*)"NVIDIA.USER.CUSTOM_META"))

typedef struct _NVDS_CUSTOM_PAYLOAD {
  uint32_t payloadType;
  uint32_t payloadSize;
  uint8_t* payload;
} NVDS_CUSTOM_PAYLOAD;

#endif
