// SPDX-License-Identifier: MIT
// The functions that nvinfer looks up in a custom parser library. C++ only.
#ifndef NVTS_NVDSINFER_CUSTOM_IMPL_H
#define NVTS_NVDSINFER_CUSTOM_IMPL_H

#include <string>
#include <vector>

#include "nvdsinfer.h"

struct NvDsInferParseDetectionParams {
  unsigned int numClassesConfigured;
  std::vector<float> perClassPreclusterThreshold;
  std::vector<float> perClassPostclusterThreshold;
  std::vector<float>& perClassThreshold = perClassPreclusterThreshold;  // the older name
};

extern "C" {

typedef bool (*NvDsInferParseCustomFunc)(std::vector<NvDsInferLayerInfo> const& outputLayersInfo,
                                         NvDsInferNetworkInfo const& networkInfo,
                                         NvDsInferParseDetectionParams const& detectionParams,
                                         std::vector<NvDsInferObjectDetectionInfo>& objectList);

typedef bool (*NvDsInferInstanceMaskParseCustomFunc)(std::vector<NvDsInferLayerInfo> const& outputLayersInfo,
                                                     NvDsInferNetworkInfo const& networkInfo,
                                                     NvDsInferParseDetectionParams const& detectionParams,
                                                     std::vector<NvDsInferInstanceMaskInfo>& objectList);

typedef bool (*NvDsInferClassiferParseCustomFunc)(std::vector<NvDsInferLayerInfo> const& outputLayersInfo,
                                                  NvDsInferNetworkInfo const& networkInfo,
                                                  float classifierThreshold,
                                                  std::vector<NvDsInferAttribute>& attrList,
                                                  std::string& descString);

typedef bool (*NvDsInferSemSegmentationParseCustomFunc)(
    std::vector<NvDsInferLayerInfo> const& outputLayersInfo, NvDsInferNetworkInfo const& networkInfo,
    float segmentationThreshold, unsigned int numClasses, int* classificationMap,
    float*& classProbabilityMap);
}

// Each macro fails to compile when the function's signature is not what nvinfer will call.
#define NVTS_CHECK_PARSER_SIGNATURE(function, type) \
  static_assert(sizeof(static_cast<type>(&function)) == sizeof(type), #function)

#define CHECK_CUSTOM_PARSE_FUNC_PROTOTYPE(customParseFunc)                                             \
  extern "C" bool customParseFunc(std::vector<NvDsInferLayerInfo> const&, NvDsInferNetworkInfo const&, \
                                  NvDsInferParseDetectionParams const&,                                \
                                  std::vector<NvDsInferObjectDetectionInfo>&);                         \
  NVTS_CHECK_PARSER_SIGNATURE(customParseFunc, NvDsInferParseCustomFunc);

#define CHECK_CUSTOM_INSTANCE_MASK_PARSE_FUNC_PROTOTYPE(customParseFunc)                               \
  extern "C" bool customParseFunc(std::vector<NvDsInferLayerInfo> const&, NvDsInferNetworkInfo const&, \
                                  NvDsInferParseDetectionParams const&,                                \
                                  std::vector<NvDsInferInstanceMaskInfo>&);                            \
  NVTS_CHECK_PARSER_SIGNATURE(customParseFunc, NvDsInferInstanceMaskParseCustomFunc);

#define CHECK_CUSTOM_CLASSIFIER_PARSE_FUNC_PROTOTYPE(customParseFunc)                                  \
  extern "C" bool customParseFunc(std::vector<NvDsInferLayerInfo> const&, NvDsInferNetworkInfo const&, \
                                  float, std::vector<NvDsInferAttribute>&, std::string&);              \
  NVTS_CHECK_PARSER_SIGNATURE(customParseFunc, NvDsInferClassiferParseCustomFunc);

#define CHECK_CUSTOM_SEM_SEGMENTATION_PARSE_FUNC_PROTOTYPE(customParseFunc)                            \
  extern "C" bool customParseFunc(std::vector<NvDsInferLayerInfo> const&, NvDsInferNetworkInfo const&, \
                                  float, unsigned int, int*, float*&);                                 \
  NVTS_CHECK_PARSER_SIGNATURE(customParseFunc, NvDsInferSemSegmentationParseCustomFunc);

#endif
