// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { checkFinite, checkInteger, checkText, MAX_INT32, MAX_UINT32, TAKEN_BACK } from './limits.js';
import * as Header from './schema/header.generated.js';
import * as Section from './schema/section.generated.js';
import { perTable, RowView, type Table, ViewPool } from './table.js';

/** A label of a classifier result that a script makes. */
export interface NewClassLabel {
  readonly label: string;
  /** Number of the class that was chosen; 0 when left out. */
  readonly classId?: number;
  /** Number of the attribute, for a classifier of several; 0 when left out. */
  readonly labelId?: number;
  /** Number of classes that the classifier tells apart; 0 when left out. */
  readonly classCount?: number;
  /** From 0 to 1 by custom; 1 when left out. */
  readonly probability?: number;
}

/** A classifier result that a script makes. */
export interface NewClassifier {
  /** Which component made it (DeepStream's `unique_component_id`); -1 when left out. */
  readonly componentId?: number;
  /** DeepStream's `classifier_type`; none when left out. */
  readonly type?: string;
  readonly labels: readonly NewClassLabel[];
}

/** One label of a classifier result. */
export class ClassLabelView extends RowView {
  /** The label's text, e.g. `'red'`. */
  get label(): string {
    return this.table.string(this.live().classLabelsLabel[this.row]!);
  }
  /** Number of the class that the classifier chose. */
  get classId(): number {
    return this.live().classLabelsClassId[this.row]!;
  }
  /** Number of the label among those of a classifier with several labels. */
  get labelId(): number {
    return this.live().classLabelsLabelId[this.row]!;
  }
  /** Number of classes that the classifier tells apart. */
  get classCount(): number {
    return this.live().classLabelsClassCount[this.row]!;
  }
  /** Probability from 0 to 1. */
  get probability(): number {
    return this.live().classLabelsProbability[this.row]!;
  }
}

/** What one classifier said about an object; read only: assign `object.classifiers` to change it. */
export class ClassifierView extends RowView {
  /** Which inference element made the result (`gie-unique-id`). */
  get componentId(): number {
    return this.live().classifiersComponentId[this.row]!;
  }
  /** The classifier's type where the pipeline names one (DeepStream's `classifier_type`), else `''`. */
  get type(): string {
    return this.table.string(this.live().classifiersType[this.row]!);
  }
  /** The labels of the result. */
  get labels(): readonly ClassLabelView[] {
    const c = this.live();
    const first = c.classifiersFirstLabel[this.row]!;
    const pool = poolsOf(this.table).labels;
    return Array.from({ length: c.classifiersLabelCount[this.row]! }, (_, i) => pool.at(first + i));
  }
}
seal(ClassLabelView, ClassifierView);

/** The classifier results of the batch in hand that the script made, by object. */
class Classifiers {
  readonly results: ViewPool<ClassifierView>;
  readonly labels: ViewPool<ClassLabelView>;
  private serial = -1;
  private seen = 0;
  private readonly own = new Map<number, number[]>();

  constructor(private readonly table: Table) {
    this.results = new ViewPool(table, (t, row) => new ClassifierView(t, row));
    this.labels = new ViewPool(table, (t, row) => new ClassLabelView(t, row));
  }

  rowsOf(object: number): readonly number[] {
    const { table, own } = this;
    const c = table.columns;
    const batch = c.headerU32[Header.batchSerial]!;
    if (batch !== this.serial) {
      this.serial = batch;
      this.seen = table.packedClassifiers;
      own.clear();
    }
    const count = c.headerU32[Header.classifiersCount]!;
    for (; this.seen < count; this.seen++) {
      const rows = own.get(c.classifiersObject[this.seen]!);
      if (rows) rows.push(this.seen);
      else own.set(c.classifiersObject[this.seen]!, [this.seen]);
    }
    return own.get(object) ?? NO_ROWS;
  }

  forget(object: number): void {
    this.own.delete(object);
  }
}
seal(Classifiers);

const NO_ROWS: readonly number[] = [];
const poolsOf = perTable((table) => new Classifiers(table));

/** The classifier results of an object: those in rows `[first, first + count)`, and the script's. @internal */
export function classifiersOf(table: Table, object: number, first: number, count: number): readonly ClassifierView[] {
  const pool = poolsOf(table);
  const views = Array.from({ length: count }, (_, i) => pool.results.at(first + i));
  if (table.columns.headerU32[Header.classifiersCount] === table.packedClassifiers) return views;
  for (const row of pool.rowsOf(object)) views.push(pool.results.at(row));
  return views;
}

/** Refuses what the metadata cannot hold. @internal */
export function checkClassifier(classifier: NewClassifier): void {
  if (typeof classifier !== 'object' || classifier === null || !Array.isArray(classifier.labels)) {
    throw new NvtsError('NVTS_RANGE', `a classifier result must be an object with a list of labels, got ${show(classifier)}`);
  }
  if (classifier.componentId !== undefined) checkInteger('classifier.componentId', classifier.componentId, -MAX_INT32 - 1, MAX_INT32);
  if (classifier.type !== undefined) checkText('classifier.type', classifier.type);
  for (const { label, classId, labelId, classCount, probability } of classifier.labels) {
    checkText('classifier.labels[].label', label);
    if (classId !== undefined) checkInteger('classifier.labels[].classId', classId, 0, MAX_UINT32);
    if (labelId !== undefined) checkInteger('classifier.labels[].labelId', labelId, 0, MAX_UINT32);
    if (classCount !== undefined) checkInteger('classifier.labels[].classCount', classCount, 0, MAX_UINT32);
    if (probability !== undefined) checkFinite('classifier.labels[].probability', probability);
  }
}

/** Adds a result that was checked to an object's row. @internal */
export function writeClassifier(table: Table, object: number, classifier: NewClassifier): void {
  const { labels } = classifier;
  const type = table.intern(classifier.type ?? '');
  const texts = labels.map(({ label }) => table.intern(label));
  table.reserveMore(Section.classifiers, 1);
  const first = table.append(Section.classLabels, labels.length);
  const row = table.append(Section.classifiers);
  const c = table.columns;
  c.classifiersObject[row] = object;
  c.classifiersComponentId[row] = classifier.componentId ?? -1;
  c.classifiersType[row] = type;
  c.classifiersFirstLabel[row] = first;
  c.classifiersLabelCount[row] = labels.length;
  labels.forEach((label, i) => {
    c.classLabelsLabel[first + i] = texts[i]!;
    c.classLabelsClassId[first + i] = label.classId ?? 0;
    c.classLabelsLabelId[first + i] = label.labelId ?? 0;
    c.classLabelsClassCount[first + i] = label.classCount ?? 0;
    c.classLabelsProbability[first + i] = label.probability ?? 1;
  });
}

/** Takes back what the script added to an object's row. @internal */
export function takeBackClassifiers(table: Table, object: number): void {
  const pool = poolsOf(table);
  for (const row of pool.rowsOf(object)) table.columns.classifiersObject[row] = TAKEN_BACK;
  pool.forget(object);
}
