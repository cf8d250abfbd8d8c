// SPDX-License-Identifier: MIT
// What the wrapper around a script imports. It stands before the script's own imports: schemas that are made later
// then never probe for `eval`, which a host may forbid.
import { config } from 'zod/v4/core';
import { NvtsError } from './errors.js';
import { BundleContext } from './processor/context.js';
import { ClassifierView, ClassLabelView } from './table/classifier-view.js';
import { Draw } from './table/draw.js';
import { BatchView, FrameView } from './table/frame-view.js';
import { ObjectList } from './table/object-list.js';
import { ObjectView } from './table/object-view.js';
import { RowView, Table, ViewPool } from './table/table.js';

config({ jitless: true });

// A script's packages all see these: one must not change them under another. The analytics classes are not among them,
// for naming them here would carry them into every bundle.
const shared = [
  BatchView, BundleContext, ClassifierView, ClassLabelView, Draw, FrameView, NvtsError, ObjectList, ObjectView, RowView, Table, ViewPool,
];
for (const type of shared) {
  Object.freeze(type);
  Object.freeze(type.prototype);
}

export { bindBundle } from './processor/bind.js';
export type { Bundle, HostFunctions } from './table/host-functions.js';
