// SPDX-License-Identifier: MIT
import { NvtsError } from '../../errors.js';
import type { Log } from '../../processor/define.js';

/** What a helper needs to know of the model. @internal */
export interface Known {
  readonly classes: number;
  readonly thresholds: readonly number[] | undefined;
  readonly network: { readonly width: number; readonly height: number };
}

/** Where the values of a candidate stand: at `row * rowStride + column * colStride`. @internal */
export interface Layout {
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/**
 * Tells `[columns, candidates]` from `[candidates, columns]`: by the number of classes where the host knows it, else there are more
 * candidates than columns. `others` is how many columns are not classes.
 * @internal
 */
export function layoutOf(dims: readonly number[], others: number, known: Known & { readonly log: Log }): Layout {
  const layout = guess(dims, others, known);
  const classes = layout.cols - others;
  tellUnchecked(classes === 1 ? '1 class' : `${classes} classes`, dims, known);
  return layout;
}

/** Where the host knows no number of classes, almost any tensor looks like one of this model. @internal */
export function tellUnchecked(taken: string, dims: readonly number[], { classes, log }: { readonly classes: number; readonly log: Log }): void {
  if (classes === 0) log.warn(`taking ${taken} from [${dims.join(', ')}]; give labels-file (in nvinfer: num-detected-classes) to have that checked`);
}

function guess(dims: readonly number[], others: number, known: Known): Layout {
  const [first, second] = [dims[0]!, dims[1]!];
  const byColumns = { rows: second, cols: first, rowStride: 1, colStride: second };
  const byRows = { rows: first, cols: second, rowStride: second, colStride: 1 };
  const wanted = known.classes + others;
  if (known.classes > 0 && (first === wanted) !== (second === wanted)) return first === wanted ? byColumns : byRows;
  return first <= second ? byColumns : byRows;
}

/** Refuses a model with more classes than the host knows, or with fewer columns than a box takes. @internal */
export function checkClasses(count: number, known: Known): number {
  if (count < 1) throw new NvtsError('NVTS_TENSOR', 'the model has too few columns for a box and at least one class: it is that of another parser');
  if (known.classes > 0 && count > known.classes) {
    throw new NvtsError('NVTS_TENSOR', `the model has ${count} classes, and the host is configured for ${known.classes}: set num-detected-classes=${count}, or take the parser of this model`);
  }
  return count;
}

/** Confidence from which a detection counts where nobody says anything. */
const DEFAULT_THRESHOLD = 0.25;

/** Thresholds for kernels: the parameter, else the host's, else a common one. @internal */
export function thresholdsOf(given: number | undefined, classes: number, known: Known): Float32Array {
  if (given !== undefined) return new Float32Array([given]);
  const { thresholds } = known;
  if (!thresholds || thresholds.length === 0) return new Float32Array([DEFAULT_THRESHOLD]);
  if (thresholds.length > 1 && thresholds.length < classes) {
    throw new NvtsError('NVTS_TENSOR', `the model has ${classes} classes, and the host has thresholds for ${thresholds.length}`);
  }
  return new Float32Array(thresholds);
}
