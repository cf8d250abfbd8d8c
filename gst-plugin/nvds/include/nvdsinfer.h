// SPDX-License-Identifier: MIT
// Tensors, and what a network's output is parsed into.
#ifndef NVTS_NVDSINFER_H
#define NVTS_NVDSINFER_H

#include <stdint.h>

#include "nvds_abi.h"

#define NVDSINFER_MAX_DIMS 8

#ifdef __cplusplus
extern "C" {
#endif

typedef struct NvDsInferDims {
  unsigned int numDims;
  unsigned int d[NVDSINFER_MAX_DIMS];
  unsigned int numElements;
} NvDsInferDims;

typedef struct NvDsInferDimsCHW {
  unsigned int c;
  unsigned int h;
  unsigned int w;
} NvDsInferDimsCHW;

typedef enum {
  FLOAT = 0,
  HALF = 1,
  INT8 = 2,
  INT32 = 3,
#if NVDS_ABI >= 80000
  INT64 = 4,
  UINT8 = 5
#endif
} NvDsInferDataType;

typedef struct NvDsInferLayerInfo {
  NvDsInferDataType dataType;
  union {
    NvDsInferDims inferDims;
    NvDsInferDims dims;  // the older name
  };
  int bindingIndex;
  const char* layerName;
  void* buffer;
  int isInput;
} NvDsInferLayerInfo;

typedef struct NvDsInferNetworkInfo {
  unsigned int width;
  unsigned int height;
  unsigned int channels;
} NvDsInferNetworkInfo;

#define getDimsCHWFromDims(dimsCHW, dims) \
  do {                                    \
    (dimsCHW).c = (dims).d[0];            \
    (dimsCHW).h = (dims).d[1];            \
    (dimsCHW).w = (dims).d[2];            \
  } while (0)

#define getDimsHWCFromDims(dimsCHW, dims) \
  do {                                    \
    (dimsCHW).h = (dims).d[0];            \
    (dimsCHW).w = (dims).d[1];            \
    (dimsCHW).c = (dims).d[2];            \
  } while (0)

// Boxes are in pixels of the network's input.
typedef struct NvDsInferObjectDetectionInfo {
  unsigned int classId;
  float left;
  float top;
  float width;
  float height;
  float detectionConfidence;
#if NVDS_ABI >= 90000
  float rotation_angle;
#endif
} NvDsInferObjectDetectionInfo;

typedef NvDsInferObjectDetectionInfo NvDsInferParseObjectInfo;

typedef struct NvDsInferInstanceMaskInfo {
  unsigned int classId;
  float left;
  float top;
  float width;
  float height;
  float detectionConfidence;
  float* mask;  // new float[]: the receiver does delete[]
  unsigned int mask_width;
  unsigned int mask_height;
  unsigned int mask_size;  // bytes
} NvDsInferInstanceMaskInfo;

typedef struct NvDsInferAttribute {
  unsigned int attributeIndex;
  unsigned int attributeValue;
  float attributeConfidence;
  char* attributeLabel;  // malloc'ed: the receiver frees it
} NvDsInferAttribute;

typedef enum {
  NVDSINFER_SUCCESS = 0,
  NVDSINFER_CONFIG_FAILED,
  NVDSINFER_CUSTOM_LIB_FAILED,
  NVDSINFER_INVALID_PARAMS,
  NVDSINFER_OUTPUT_PARSING_FAILED,
  NVDSINFER_CUDA_ERROR,
  NVDSINFER_TENSORRT_ERROR,
  NVDSINFER_RESOURCE_ERROR,
  NVDSINFER_TRITON_ERROR,
  NVDSINFER_TRTIS_ERROR = NVDSINFER_TRITON_ERROR,
  NVDSINFER_MEM_ERROR,
  NVDSINFER_UNKNOWN_ERROR
} NvDsInferStatus;

typedef enum {
  NVDSINFER_LOG_ERROR = 0,
  NVDSINFER_LOG_WARNING,
  NVDSINFER_LOG_INFO,
  NVDSINFER_LOG_DEBUG,
} NvDsInferLogLevel;

const char* NvDsInferStatus2Str(NvDsInferStatus status);

#ifdef __cplusplus
}

typedef enum { kSELECTOR_MIN = 0, kSELECTOR_OPT, kSELECTOR_MAX, kSELECTOR_SIZE } NvDsInferProfileSelector;

struct NvDsInferBatchDims {
  int batchSize = 0;
  NvDsInferDims dims = {};
};

struct NvDsInferBatchDimsLayerInfo : NvDsInferLayerInfo {
  NvDsInferBatchDims profileDims[kSELECTOR_SIZE];
};
#endif

#endif
