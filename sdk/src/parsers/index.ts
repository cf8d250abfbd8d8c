// SPDX-License-Identifier: MIT
export { attributes, classification } from './classification.js';
export { detectNetV2 } from './detectnet.js';
export { boxesLabelsScores, rtDetr, yolov10 } from './end-to-end.js';
export { fastestDet, yoloFastest } from './fastest.js';
export { maskRcnn, maskRcnnTao } from './mask-rcnn.js';
export { segmentation, segmentationByPixel, segmentationMap } from './segmentation.js';
export { ssdPyTorch, ssdTensorFlow } from './ssd.js';
export { textBoxes } from './text-boxes.js';
export { yolov5 } from './yolov5.js';
export { yolov8, yolov8Pose, yolov8Segment } from './yolov8.js';
export { yolox } from './yolox.js';
