// SPDX-License-Identifier: MIT

/** What can be made, by the name that `--kind` takes: each is a folder of templates/. */
export const KINDS = {
  processor: 'reads and edits the metadata of each frame: filters, labels, draws, tells events',
  analytics: 'counts: lines that are crossed, zones that are entered, with parameters in a file',
  parser: "makes objects of a model's output tensors, inside nvinfer",
};
