// SPDX-License-Identifier: MIT
export { type Anchor, ANCHOR_NAMES } from './analytics/core/anchor.js';
export type { GateReading, GateUnit, Missed } from './analytics/core/gates.js';
export type { MissedPair, PairSide } from './analytics/core/pair-rule.js';
export { drawPanel, type PanelRow, type PanelStyle } from './analytics/core/panel.js';
export type { PlaneOptions, Units } from './analytics/core/placement.js';
export type { Counters, Json, Rule, RuleState, RuleStyle, SkippedObjects } from './analytics/core/rule.js';
export { type EventOf, type EventSubject, RuleEvent } from './analytics/core/rule-event.js';
export type { Explanation, PathPoint } from './analytics/core/track-journal.js';
export { HeatMap } from './analytics/heat-map/heat-map.js';
export { heatMapOptions, type HeatMapOptions } from './analytics/heat-map/options.js';
export { Intersection, type IntersectionEvent, type IntersectionEvents } from './analytics/intersection/intersection.js';
export { intersectionOptions, type IntersectionOptions } from './analytics/intersection/options.js';
export { LeftObject, type LeftObjectEvent, type LeftObjectEvents } from './analytics/left-object/left-object.js';
export type { LeftGate, LeftSide } from './analytics/left-object/notes.js';
export { leftObjectOptions, type LeftObjectOptions } from './analytics/left-object/options.js';
export { LineCrossing, type LineEvent, type LineEvents } from './analytics/line-crossing/line-crossing.js';
export type { LineExplanation, LineGate, LineSide } from './analytics/line-crossing/line-journal.js';
export { lineCrossingOptions, type LineCrossingOptions } from './analytics/line-crossing/options.js';
export { eventRecord, type EventRecord, eventRecordSchema } from './analytics/rule-set/event-record.js';
export { type CameraOptions, ruleSetOptions, type RuleSetOptions } from './analytics/rule-set/options.js';
export type { DeclaredEvent, DeclaredRule, RuleName, RuleNamed } from './analytics/rule-set/declared.js';
export { type CountersEvent, RuleSet, type RuleSetState } from './analytics/rule-set/rule-set.js';
export { Motion, type MotionEvent, type MotionEvents } from './analytics/motion/motion.js';
export type { MotionGate, MotionSide } from './analytics/motion/notes.js';
export { motionOptions, type MotionOptions } from './analytics/motion/options.js';
export type { PresenceGate, PresenceSide } from './analytics/presence/notes.js';
export { presenceOptions, type PresenceOptions } from './analytics/presence/options.js';
export { Presence, type PresenceEvent, type PresenceEvents, type PresentTrack } from './analytics/presence/presence.js';
export { proximityOptions, type ProximityOptions } from './analytics/proximity/options.js';
export { type NearPair, Proximity, type ProximityEvent, type ProximityEvents, type ProximityExplanation } from './analytics/proximity/proximity.js';
export { sequenceOptions, type SequenceOptions } from './analytics/sequence/options.js';
export { Sequence, type SequenceEvent, type SequenceEvents } from './analytics/sequence/sequence.js';
export type { SpeedGate, SpeedSide } from './analytics/speed/notes.js';
export { speedOptions, type SpeedOptions } from './analytics/speed/options.js';
export { Speed, type SpeedEvent, type SpeedEvents, type TrackSpeed } from './analytics/speed/speed.js';
export { tailgatingOptions, type TailgatingOptions } from './analytics/tailgating/options.js';
export { Tailgating, type TailgatingEvent, type TailgatingEvents } from './analytics/tailgating/tailgating.js';
export { trafficCountOptions, type TrafficCountOptions } from './analytics/traffic-count/options.js';
export { TrafficCount, type TrafficCountEvent, type TrafficCountEvents } from './analytics/traffic-count/traffic-count.js';
export { trailsOptions, type TrailsOptions } from './analytics/trails/options.js';
export { type Trail, Trails } from './analytics/trails/trails.js';
export type { WayGate, WaySide } from './analytics/wrong-way/notes.js';
export { wrongWayOptions, type WrongWayOptions } from './analytics/wrong-way/options.js';
export { type Offender, WrongWay, type WrongWayEvent, type WrongWayEvents } from './analytics/wrong-way/wrong-way.js';
export { zoneOptions, type ZoneOptions } from './analytics/zone/options.js';
export { type Occupant, Zone, type ZoneEvent, type ZoneEvents } from './analytics/zone/zone.js';
export type { ZoneExplanation, ZoneGate, ZoneSide } from './analytics/zone/zone-journal.js';
export { didYouMean, NvtsError, type NvtsErrorCode } from './errors.js';
export { Circle } from './geometry/circle.js';
export { Line } from './geometry/line.js';
export { type Contour, maskContours, maskPolygon, type MaskShape } from './geometry/mask-contours.js';
export { Plane, type Quad } from './geometry/plane.js';
export { type Border, Polygon } from './geometry/polygon.js';
export { Polyline } from './geometry/polyline.js';
export type { LayerInfo, NetworkInfo, ParserBundle, ParserHost, ParserResult, TensorType } from './parser/contract.js';
export {
  defineParser,
  type Parser,
  type ParserContext,
  type ParserDefinition,
  type ParserSetupContext,
  type SizesOf,
  type TensorsOf,
} from './parser/define.js';
export { BoxFormat } from './parser/kernels/boxes.js';
export { type Kernels, kernels } from './parser/kernels/kernels.js';
export type { Classification, Detection, InstanceMask, MaskedDetection, ResultRecords, Results, SegmentationMap } from './parser/results.js';
export type { AnyParser } from './parser/script.js';
export type { Dimension, OutputDeclaration, OutputDeclarations } from './parser/shape.js';
export type { DimsOf, Tensor, TensorData } from './parser/tensor.js';
export {
  type Capability,
  type Context,
  defineProcessor,
  type Log,
  type Processor,
  type ProcessorDefinition,
  type SetupContext,
  type SourceInfo,
  type StreamInfo,
} from './processor/define.js';
export type { ClassifierView as Classifier, ClassLabelView as ClassLabel, NewClassifier, NewClassLabel } from './table/classifier-view.js';
export type { Color, Rgba } from './table/color.js';
export type { ArrowStyle, Draw, Point, ShapeStyle, StrokeStyle, TextStyle } from './table/draw.js';
export type { BatchView as Batch, FrameView as Frame, Sensor } from './table/frame-view.js';
export type { MaskView as Mask, NewMask } from './table/mask-view.js';
export type { FrameAnalytics, ObjectAnalytics } from './table/nvds-analytics.js';
export type { ObjectCursor } from './table/object-cursor.js';
export type { ObjectList } from './table/object-list.js';
export type { Box, NewObject, ObjectView as FrameObject } from './table/object-view.js';
export { Overlay } from './table/overlay.js';
