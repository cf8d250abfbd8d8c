// SPDX-License-Identifier: MIT
// A batch of frame surfaces: what a buffer of memory:NVMM caps maps to. The functions live in
// NVIDIA's libnvbufsurface; only their declarations are here.
#ifndef NVTS_NVBUFSURFACE_H
#define NVTS_NVBUFSURFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "nvds_abi.h"

#define STRUCTURE_PADDING 4
#define NVBUF_MAX_PLANES 4

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  NVBUF_MAP_READ,
  NVBUF_MAP_WRITE,
  NVBUF_MAP_READ_WRITE,
} NvBufSurfaceMemMapFlags;

// The list grew at its end over the releases; an older library knows a prefix of it.
typedef enum {
  NVBUF_COLOR_FORMAT_INVALID,
  NVBUF_COLOR_FORMAT_GRAY8,
  NVBUF_COLOR_FORMAT_YUV420,
  NVBUF_COLOR_FORMAT_YVU420,
  NVBUF_COLOR_FORMAT_YUV420_ER,
  NVBUF_COLOR_FORMAT_YVU420_ER,
  NVBUF_COLOR_FORMAT_NV12,
  NVBUF_COLOR_FORMAT_NV12_ER,
  NVBUF_COLOR_FORMAT_NV21,
  NVBUF_COLOR_FORMAT_NV21_ER,
  NVBUF_COLOR_FORMAT_UYVY,
  NVBUF_COLOR_FORMAT_UYVY_ER,
  NVBUF_COLOR_FORMAT_VYUY,
  NVBUF_COLOR_FORMAT_VYUY_ER,
  NVBUF_COLOR_FORMAT_YUYV,
  NVBUF_COLOR_FORMAT_YUYV_ER,
  NVBUF_COLOR_FORMAT_YVYU,
  NVBUF_COLOR_FORMAT_YVYU_ER,
  NVBUF_COLOR_FORMAT_YUV444,
  NVBUF_COLOR_FORMAT_RGBA,
  NVBUF_COLOR_FORMAT_BGRA,
  NVBUF_COLOR_FORMAT_ARGB,
  NVBUF_COLOR_FORMAT_ABGR,
  NVBUF_COLOR_FORMAT_RGBx,
  NVBUF_COLOR_FORMAT_BGRx,
  NVBUF_COLOR_FORMAT_xRGB,
  NVBUF_COLOR_FORMAT_xBGR,
  NVBUF_COLOR_FORMAT_RGB,
  NVBUF_COLOR_FORMAT_BGR,
  NVBUF_COLOR_FORMAT_NV12_10LE,
  NVBUF_COLOR_FORMAT_NV12_12LE,
  NVBUF_COLOR_FORMAT_YUV420_709,
  NVBUF_COLOR_FORMAT_YUV420_709_ER,
  NVBUF_COLOR_FORMAT_NV12_709,
  NVBUF_COLOR_FORMAT_NV12_709_ER,
  NVBUF_COLOR_FORMAT_YUV420_2020,
  NVBUF_COLOR_FORMAT_NV12_2020,
  NVBUF_COLOR_FORMAT_NV12_10LE_ER,
  NVBUF_COLOR_FORMAT_NV12_10LE_709,
  NVBUF_COLOR_FORMAT_NV12_10LE_709_ER,
  NVBUF_COLOR_FORMAT_NV12_10LE_2020,
  NVBUF_COLOR_FORMAT_SIGNED_R16G16,
  NVBUF_COLOR_FORMAT_R8_G8_B8,
  NVBUF_COLOR_FORMAT_B8_G8_R8,
  NVBUF_COLOR_FORMAT_R32F_G32F_B32F,
  NVBUF_COLOR_FORMAT_B32F_G32F_R32F,
  NVBUF_COLOR_FORMAT_YUV422,
  NVBUF_COLOR_FORMAT_NV21_10LE,
  NVBUF_COLOR_FORMAT_NV21_12LE,
  NVBUF_COLOR_FORMAT_NV12_12LE_2020,
  NVBUF_COLOR_FORMAT_NV16,
  NVBUF_COLOR_FORMAT_NV16_10LE,
  NVBUF_COLOR_FORMAT_NV24,
  NVBUF_COLOR_FORMAT_NV24_10LE,
  NVBUF_COLOR_FORMAT_NV16_ER,
  NVBUF_COLOR_FORMAT_NV24_ER,
  NVBUF_COLOR_FORMAT_NV16_709,
  NVBUF_COLOR_FORMAT_NV24_709,
  NVBUF_COLOR_FORMAT_NV16_709_ER,
  NVBUF_COLOR_FORMAT_NV24_709_ER,
  NVBUF_COLOR_FORMAT_NV24_10LE_709,
  NVBUF_COLOR_FORMAT_NV24_10LE_709_ER,
  NVBUF_COLOR_FORMAT_NV24_10LE_2020,
  NVBUF_COLOR_FORMAT_NV24_12LE_2020,
  NVBUF_COLOR_FORMAT_RGBA_10_10_10_2_709,
  NVBUF_COLOR_FORMAT_RGBA_10_10_10_2_2020,
  NVBUF_COLOR_FORMAT_BGRA_10_10_10_2_709,
  NVBUF_COLOR_FORMAT_BGRA_10_10_10_2_2020,
  NVBUF_COLOR_FORMAT_A32,
  NVBUF_COLOR_FORMAT_UYVP,
  NVBUF_COLOR_FORMAT_UYVP_ER,
  NVBUF_COLOR_FORMAT_YUV444_ER,
  NVBUF_COLOR_FORMAT_YUV444_709,
  NVBUF_COLOR_FORMAT_YUV444_709_ER,
  NVBUF_COLOR_FORMAT_YUV444_2020,
  NVBUF_COLOR_FORMAT_YUV444_10LE,
  NVBUF_COLOR_FORMAT_YUV444_10LE_ER,
  NVBUF_COLOR_FORMAT_YUV444_10LE_709,
  NVBUF_COLOR_FORMAT_YUV444_10LE_709_ER,
  NVBUF_COLOR_FORMAT_YUV444_10LE_2020,
  NVBUF_COLOR_FORMAT_YUV444_12LE,
  NVBUF_COLOR_FORMAT_YUV444_12LE_ER,
  NVBUF_COLOR_FORMAT_YUV444_12LE_709,
  NVBUF_COLOR_FORMAT_YUV444_12LE_709_ER,
  NVBUF_COLOR_FORMAT_YUV444_12LE_2020,
  NVBUF_COLOR_FORMAT_NV12_12LE_ER,
  NVBUF_COLOR_FORMAT_NV12_12LE_709,
  NVBUF_COLOR_FORMAT_NV12_12LE_709_ER,
  NVBUF_COLOR_FORMAT_GRAY8_ER,
  NVBUF_COLOR_FORMAT_UYVY_709,
  NVBUF_COLOR_FORMAT_UYVY_709_ER,
  NVBUF_COLOR_FORMAT_UYVY_2020,
  NVBUF_COLOR_FORMAT_GRAY16_LE,
  NVBUF_COLOR_FORMAT_BGRA64_LE,
  NVBUF_COLOR_FORMAT_NV16_2020,
  NVBUF_COLOR_FORMAT_NV16_10LE_ER,
  NVBUF_COLOR_FORMAT_NV16_10LE_709,
  NVBUF_COLOR_FORMAT_NV16_10LE_709_ER,
  NVBUF_COLOR_FORMAT_NV16_10LE_2020,
  NVBUF_COLOR_FORMAT_NV16_12LE,
  NVBUF_COLOR_FORMAT_NV16_12LE_ER,
  NVBUF_COLOR_FORMAT_NV16_12LE_709,
  NVBUF_COLOR_FORMAT_NV16_12LE_709_ER,
  NVBUF_COLOR_FORMAT_NV16_12LE_2020,
  NVBUF_COLOR_FORMAT_NV24_2020,
  NVBUF_COLOR_FORMAT_NV24_10LE_ER,
  NVBUF_COLOR_FORMAT_NV24_12LE,
  NVBUF_COLOR_FORMAT_NV24_12LE_ER,
  NVBUF_COLOR_FORMAT_NV24_12LE_709,
  NVBUF_COLOR_FORMAT_NV24_12LE_709_ER,
  NVBUF_COLOR_FORMAT_UYVP_709,
  NVBUF_COLOR_FORMAT_UYVP_709_ER,
  NVBUF_COLOR_FORMAT_UYVP_2020,
} NvBufSurfaceColorFormat;

typedef enum {
  NVBUF_LAYOUT_PITCH,
  NVBUF_LAYOUT_BLOCK_LINEAR,
} NvBufSurfaceLayout;

typedef enum {
  NVBUF_MEM_DEFAULT,
  NVBUF_MEM_CUDA_PINNED,
  NVBUF_MEM_CUDA_DEVICE,
  NVBUF_MEM_CUDA_UNIFIED,
  NVBUF_MEM_SURFACE_ARRAY,
  NVBUF_MEM_HANDLE,
  NVBUF_MEM_SYSTEM,
#if NVDS_ABI >= 90000
  NVBUF_MEM_CUDA_ARRAY,
#endif
} NvBufSurfaceMemType;

typedef enum {
  NVBUF_DISPLAYSCANFORMAT_PROGRESSIVE,
  NVBUF_DISPLAYSCANFORMAT_INTERLACED,
} NvBufSurfaceDisplayScanFormat;

typedef struct NvBufSurfacePlaneParams {
  uint32_t num_planes;
  uint32_t width[NVBUF_MAX_PLANES];
  uint32_t height[NVBUF_MAX_PLANES];
  uint32_t pitch[NVBUF_MAX_PLANES];
  uint32_t offset[NVBUF_MAX_PLANES];
  uint32_t psize[NVBUF_MAX_PLANES];
  uint32_t bytesPerPix[NVBUF_MAX_PLANES];
  void* _reserved[STRUCTURE_PADDING * NVBUF_MAX_PLANES];
} NvBufSurfacePlaneParams;

typedef struct NvBufSurfaceCreateParams {
  uint32_t gpuId;
  uint32_t width;
  uint32_t height;
  uint32_t size;
  bool isContiguous;
  NvBufSurfaceColorFormat colorFormat;
  NvBufSurfaceLayout layout;
  NvBufSurfaceMemType memType;
  void* _reserved[STRUCTURE_PADDING];
} NvBufSurfaceCreateParams;

typedef struct NvBufSurfaceMappedAddr {
  void* addr[NVBUF_MAX_PLANES];
  void* eglImage;
#if NVDS_ABI >= 80000
  void* nvmmPtr;
  void* cudaPtr;
#endif
  void* _reserved[STRUCTURE_PADDING];
} NvBufSurfaceMappedAddr;

// Only ever held by pointer here.
typedef struct NvBufSurfaceParamsEx NvBufSurfaceParamsEx;
typedef struct NvBufSurfaceCudaBuffer NvBufSurfaceCudaBuffer;

typedef struct NvBufSurfaceParams {
  uint32_t width;
  uint32_t height;
  uint32_t pitch;
  NvBufSurfaceColorFormat colorFormat;
  NvBufSurfaceLayout layout;
  uint64_t bufferDesc;
  uint32_t dataSize;
  void* dataPtr;
  NvBufSurfacePlaneParams planeParams;
  NvBufSurfaceMappedAddr mappedAddr;
  NvBufSurfaceParamsEx* paramex;
#if NVDS_ABI >= 80000
  NvBufSurfaceCudaBuffer* cudaBuffer;
  void* _reserved[STRUCTURE_PADDING];
#else
  void* _reserved[STRUCTURE_PADDING - 1];
#endif
} NvBufSurfaceParams;

typedef struct NvBufSurface {
  uint32_t gpuId;
  uint32_t batchSize;
  uint32_t numFilled;
  bool isContiguous;
  NvBufSurfaceMemType memType;
  NvBufSurfaceParams* surfaceList;
#if NVDS_ABI >= 80000
  bool isImportedBuf;
#endif
  void* _reserved[STRUCTURE_PADDING];
} NvBufSurface;

int NvBufSurfaceCreate(NvBufSurface** surf, uint32_t batchSize, NvBufSurfaceCreateParams* params);
int NvBufSurfaceDestroy(NvBufSurface* surf);
int NvBufSurfaceMap(NvBufSurface* surf, int index, int plane, NvBufSurfaceMemMapFlags type);
int NvBufSurfaceUnMap(NvBufSurface* surf, int index, int plane);
int NvBufSurfaceCopy(NvBufSurface* srcSurf, NvBufSurface* dstSurf);
int NvBufSurfaceSyncForCpu(NvBufSurface* surf, int index, int plane);
int NvBufSurfaceSyncForDevice(NvBufSurface* surf, int index, int plane);
int NvBufSurfaceFromFd(int dmabuf_fd, void** buffer);
int NvBufSurfaceMemSet(NvBufSurface* surf, int index, int plane, uint8_t value);
int NvBufSurfaceMapEglImage(NvBufSurface* surf, int index);
int NvBufSurfaceUnMapEglImage(NvBufSurface* surf, int index);

#ifdef __cplusplus
}
#endif

#endif
