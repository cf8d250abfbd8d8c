// SPDX-License-Identifier: MIT
import { seal } from '../seal.js';
import { RowView, type Table, ViewPool } from './table.js';

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

/** What one classifier said about an object; read only. */
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

interface Pools {
  readonly classifiers: ViewPool<ClassifierView>;
  readonly labels: ViewPool<ClassLabelView>;
}

const pools = new WeakMap<Table, Pools>();

function poolsOf(table: Table): Pools {
  let found = pools.get(table);
  if (!found) {
    found = {
      classifiers: new ViewPool(table, (t, row) => new ClassifierView(t, row)),
      labels: new ViewPool(table, (t, row) => new ClassLabelView(t, row)),
    };
    pools.set(table, found);
  }
  return found;
}

/** The classifier results in rows `[first, first + count)`. @internal */
export function classifiersAt(table: Table, first: number, count: number): readonly ClassifierView[] {
  const pool = poolsOf(table).classifiers;
  return Array.from({ length: count }, (_, i) => pool.at(first + i));
}
