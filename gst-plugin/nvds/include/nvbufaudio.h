// SPDX-License-Identifier: MIT
// A batch of raw audio buffers.
#ifndef NVTS_NVBUFAUDIO_H
#define NVTS_NVBUFAUDIO_H

#include <stdbool.h>
#include <stdint.h>

#define RESERVED_BYTES 16

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  NVBUF_AUDIO_INVALID_FORMAT,
  NVBUF_AUDIO_S8,
  NVBUF_AUDIO_U8,
  NVBUF_AUDIO_S16LE,
  NVBUF_AUDIO_S16BE,
  NVBUF_AUDIO_U16LE,
  NVBUF_AUDIO_U16BE,
  NVBUF_AUDIO_S24_32LE,
  NVBUF_AUDIO_S24_32BE,
  NVBUF_AUDIO_U24_32LE,
  NVBUF_AUDIO_U24_32BE,
  NVBUF_AUDIO_S32LE,
  NVBUF_AUDIO_S32BE,
  NVBUF_AUDIO_U32LE,
  NVBUF_AUDIO_U32BE,
  NVBUF_AUDIO_S24LE,
  NVBUF_AUDIO_S24BE,
  NVBUF_AUDIO_U24LE,
  NVBUF_AUDIO_U24BE,
  NVBUF_AUDIO_S20LE,
  NVBUF_AUDIO_S20BE,
  NVBUF_AUDIO_U20LE,
  NVBUF_AUDIO_U20BE,
  NVBUF_AUDIO_S18LE,
  NVBUF_AUDIO_S18BE,
  NVBUF_AUDIO_U18LE,
  NVBUF_AUDIO_U18BE,
  NVBUF_AUDIO_F32LE,
  NVBUF_AUDIO_F32BE,
  NVBUF_AUDIO_F64LE,
  NVBUF_AUDIO_F64BE
} NvBufAudioFormat;

typedef enum {
  NVBUF_AUDIO_INVALID_LAYOUT,
  NVBUF_AUDIO_INTERLEAVED,
  NVBUF_AUDIO_NON_INTERLEAVED,
} NvBufAudioLayout;

typedef struct NvBufAudioParams {
  NvBufAudioLayout layout;
  NvBufAudioFormat format;
  uint32_t bpf;
  uint32_t channels;
  uint32_t rate;
  uint32_t dataSize;
  void* dataPtr;
  uint32_t padId;
  uint32_t sourceId;
  uint64_t ntpTimestamp;
  uint64_t bufPts;
  uint64_t duration;
  uint8_t reserved[RESERVED_BYTES];
} NvBufAudioParams;

typedef struct NvBufAudio {
  uint32_t numFilled;
  uint32_t batchSize;
  bool isContiguous;
  NvBufAudioParams* audioBuffers;
} NvBufAudio;

#ifdef __cplusplus
}
#endif

#endif
