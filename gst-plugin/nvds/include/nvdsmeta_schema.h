// SPDX-License-Identifier: MIT
// Events on their way to a message broker: what nvmsgconv reads and nvmsgbroker publishes.
#ifndef NVTS_NVDSMETA_SCHEMA_H
#define NVTS_NVDSMETA_SCHEMA_H

#include <stdbool.h>

#include <glib.h>

#include "nvds_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum NvDsEventType {
  NVDS_EVENT_ENTRY,
  NVDS_EVENT_EXIT,
  NVDS_EVENT_MOVING,
  NVDS_EVENT_STOPPED,
  NVDS_EVENT_EMPTY,
  NVDS_EVENT_PARKED,
  NVDS_EVENT_RESET,
  NVDS_EVENT_RESERVED = 0x100,
  NVDS_EVENT_CUSTOM = 0x101,
  NVDS_EVENT_FORCE32 = 0x7FFFFFFF
} NvDsEventType;

typedef enum NvDsObjectType {
  NVDS_OBJECT_TYPE_VEHICLE,
  NVDS_OBJECT_TYPE_PERSON,
  NVDS_OBJECT_TYPE_FACE,
  NVDS_OBJECT_TYPE_BAG,
  NVDS_OBJECT_TYPE_BICYCLE,
  NVDS_OBJECT_TYPE_ROADSIGN,
  NVDS_OBJECT_TYPE_VEHICLE_EXT,
  NVDS_OBJECT_TYPE_PERSON_EXT,
  NVDS_OBJECT_TYPE_FACE_EXT,
#if NVDS_ABI >= 80000
  NVDS_OBJECT_TYPE_3D,
  NVDS_OBJECT_TYPE_DUMMY,
#endif
  NVDS_OBJECT_TYPE_PRODUCT,
  NVDS_OBJECT_TYPE_PRODUCT_EXT,
  NVDS_OBJECT_TYPE_RESERVED = 0x100,
  NVDS_OBJECT_TYPE_CUSTOM = 0x101,
  NVDS_OBJECT_TYPE_UNKNOWN = 0x102,
  NVDS_OBEJCT_TYPE_FORCE32 = 0x7FFFFFFF  // spelled so in the public interface
} NvDsObjectType;

typedef enum NvDsPayloadType {
  NVDS_PAYLOAD_DEEPSTREAM,
  NVDS_PAYLOAD_DEEPSTREAM_MINIMAL,
  NVDS_PAYLOAD_DEEPSTREAM_PROTOBUF,
  NVDS_PAYLOAD_RESERVED = 0x100,
  NVDS_PAYLOAD_CUSTOM = 0x101,
  NVDS_PAYLOAD_FORCE32 = 0x7FFFFFFF
} NvDsPayloadType;

// Note the order: top comes first.
typedef struct NvDsRect {
  float top;
  float left;
  float width;
  float height;
} NvDsRect;

typedef struct NvDsGeoLocation {
  gdouble lat;
  gdouble lon;
  gdouble alt;
} NvDsGeoLocation;

typedef struct NvDsCoordinate {
  gdouble x;
  gdouble y;
  gdouble z;
} NvDsCoordinate;

typedef struct NvDsObjectSignature {
  gdouble* signature;
  guint size;
} NvDsObjectSignature;

typedef struct NvDsVehicleObject {
  gchar* type;
  gchar* make;
  gchar* model;
  gchar* color;
  gchar* region;
  gchar* license;
} NvDsVehicleObject;

typedef struct NvDsVehicleObjectExt {
  gchar* type;
  gchar* make;
  gchar* model;
  gchar* color;
  gchar* region;
  gchar* license;
  GList* mask;
} NvDsVehicleObjectExt;

typedef struct NvDsPersonObject {
  gchar* gender;
  gchar* hair;
  gchar* cap;
  gchar* apparel;
  guint age;
} NvDsPersonObject;

typedef struct NvDsPersonObjectExt {
  gchar* gender;
  gchar* hair;
  gchar* cap;
  gchar* apparel;
  guint age;
  GList* mask;
} NvDsPersonObjectExt;

typedef struct NvDsFaceObject {
  gchar* gender;
  gchar* hair;
  gchar* cap;
  gchar* glasses;
  gchar* facialhair;
  gchar* name;
  gchar* eyecolor;
  guint age;
} NvDsFaceObject;

typedef struct NvDsFaceObjectWithExt {
  gchar* gender;
  gchar* hair;
  gchar* cap;
  gchar* glasses;
  gchar* facialhair;
  gchar* name;
  gchar* eyecolor;
  guint age;
  GList* mask;
} NvDsFaceObjectExt;

typedef struct NvDsProductObject {
  gchar* brand;
  gchar* type;
  gchar* shape;
} NvDsProductObject;

typedef struct NvDsProductObjectExt {
  gchar* brand;
  gchar* type;
  gchar* shape;
  GList* mask;
} NvDsProductObjectExt;

typedef struct NvDsJoint {
  float x;
  float y;
  float z;
  float confidence;
} NvDsJoint;

typedef struct NvDsJoints {
  NvDsJoint* joints;
  int num_joints;
  int pose_type;
} NvDsJoints;

typedef struct NvDsEmbedding {
  float* embedding_vector;
  guint embedding_length;
} NvDsEmbedding;

#if NVDS_ABI >= 80000

#define MAX_SOURCE_ID_LEN 128
#define MAX_NUM_OBJECTS 600
#define MAX_ENTRIES 100

typedef struct SourceTimePair {
  gchar source_id[MAX_SOURCE_ID_LEN];
  guint64 timestamp;
} SourceTimePair;

typedef struct NvDsConvexHull {
  gint* points;
  guint numFilled;
} NvDsConvexHull;

typedef struct _NvDsBbox3dObject {
  float boxes_3d[12];
  float scores_3d;
  gchar* labels_3d;
  gchar* embedding_filter;
  float cls_scores;
  guint instance_ids;
  NvDsEmbedding* instance_feats;
#if NVDS_ABI >= 90000
  gchar* ocr_label;
#endif
} NvDsBbox3dObject;

typedef struct _NvDsBbox3dObjectList {
  NvDsBbox3dObject objects[MAX_NUM_OBJECTS];
  guint num_objects;
  guint64 timestamp;
  gint frame_num;
  guint camera_id;
  gchar* sensorStr;
  SourceTimePair entries[MAX_ENTRIES];
  int count;
} NvDsBbox3dObjectList;

typedef struct NvDs3DTracking {
  gfloat ptWorldFeet[2];
  gfloat ptImgFeet[2];
#if NVDS_ABI < 90100
  gfloat visibility;  // moved to NvDsEventMsgMeta in 9.1
#endif
  NvDsConvexHull convexHull;
  NvDsBbox3dObject bbox3d;
} NvDs3DTracking;

typedef struct NvDsConversationObject {
  gchar* id;
  gchar* query;
  gchar* response;
} NvDsConversationObject;

typedef struct NvDsLLMObject {
  GHashTable* info;
  NvDsConversationObject* conversations;
  guint num_conversations;
  NvDsEmbedding* embeddings;
  guint num_embeddings;
} NvDsLLMObject;

typedef struct NvDsInteractionObject {
  gchar* id;
  gchar** objectIds;
  guint num_objectIds;
  NvDsCoordinate* coordinates;
  guint num_coordinates;
  gchar* description;
  GHashTable* info;
  gint64 timestamp;
} NvDsInteractionObject;

typedef struct NvDsCongestionObject {
  gchar* id;
  gchar** objectIds;
  guint num_objectIds;
  float amount;
  GHashTable* info;
  gint64 timestamp;
} NvDsCongestionObject;

typedef struct NvDsTypeMetricsObject {
  gchar* id;
  gchar* type;
  gint32 count;
  NvDsCoordinate* coordinates;
  guint num_coordinates;
  gchar** objectIds;
  guint num_objectIds;
  GHashTable* info;
} NvDsTypeMetricsObject;

typedef struct NvDsSegmentationObject {
  gint32* mask;
  guint mask_size;
  GHashTable* info;
} NvDsSegmentationObject;

#endif

// user_meta_data of type NVDS_EVENT_MSG_META on a frame. Its size differs between releases: a
// binary that serves several must write it through the running release's layout.
typedef struct NvDsEventMsgMeta {
  NvDsEventType type;
  NvDsObjectType objType;
  NvDsRect bbox;
  NvDsGeoLocation location;
  NvDsCoordinate coordinate;
  NvDsObjectSignature objSignature;
  gint objClassId;
  gint sensorId;
  gint moduleId;
  gint placeId;
  gint componentId;
  gint frameId;
  gdouble confidence;
  guint64 trackingId;
  gchar* ts;
  gchar* objectId;
  gchar* sensorStr;
#if NVDS_ABI >= 80000
  SourceTimePair entries[MAX_ENTRIES];
  int count;
  NvDsBbox3dObject* bbox3d;
  NvDsLLMObject* llm;
  gint num_interactions;
  NvDsInteractionObject* interactions;
  gint num_congestions;
  NvDsCongestionObject* congestions;
  gint num_fov;
  NvDsTypeMetricsObject* fov;
  NvDsSegmentationObject* segmentation;
#endif
  gchar* otherAttrs;
  gchar* videoPath;
  gpointer extMsg;
  guint extMsgSize;
  NvDsJoints pose;
  NvDsEmbedding embedding;
#if NVDS_ABI >= 80000
  bool has3DTracking;
  NvDs3DTracking singleView3DTracking;
#endif
#if NVDS_ABI >= 90100
  gfloat visibility;
#endif
} NvDsEventMsgMeta;

typedef struct _NvDsEvent {
  NvDsEventType eventType;
  NvDsEventMsgMeta* metadata;
} NvDsEvent;

// user_meta_data of type NVDS_CUSTOM_MSG_BLOB.
typedef struct _NvDsCustomMsgInfo {
  void* message;
  guint size;
} NvDsCustomMsgInfo;

// user_meta_data of type NVDS_PAYLOAD_META: ready to publish.
typedef struct NvDsPayload {
  gpointer payload;
  guint payloadSize;
  guint componentId;
} NvDsPayload;

#ifdef __cplusplus
}
#endif

#endif
