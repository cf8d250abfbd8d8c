// SPDX-License-Identifier: MIT

/**
 * Pixels that hang together (by their sides or corners), found line by line: runs of pixels are joined with those above them. All arrays
 * are made once.
 * @internal
 */
export class Regions {
  /** The outermost pixels of each region, the sum of its values, and how many pixels it has. */
  readonly left: Int32Array;
  readonly top: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
  readonly sum: Float64Array;
  readonly pixels: Int32Array;
  private readonly parent: Int32Array;
  /** First pixel, pixel after the last, and number of each run of two lines. */
  private above: Int32Array;
  private here: Int32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    const runs = Math.ceil(width / 2) * height;
    this.left = new Int32Array(runs);
    this.top = new Int32Array(runs);
    this.right = new Int32Array(runs);
    this.bottom = new Int32Array(runs);
    this.sum = new Float64Array(runs);
    this.pixels = new Int32Array(runs);
    this.parent = new Int32Array(runs);
    this.above = new Int32Array(3 * Math.ceil(width / 2));
    this.here = new Int32Array(3 * Math.ceil(width / 2));
  }

  /** Finds the regions of values from `threshold` on, ordered by their first pixel from the top; returns how many. */
  find(data: Float32Array, threshold: number): number {
    const { width, height, parent } = this;
    let runs = 0;
    let runsAbove = 0;
    for (let y = 0; y < height; y++) {
      let runsHere = 0;
      let candidate = 0;
      for (let x = 0; x < width; x++) {
        if (!(data[y * width + x]! >= threshold)) continue;
        const first = x;
        let sum = 0;
        for (; x < width && data[y * width + x]! >= threshold; x++) sum += data[y * width + x]!;
        const run = runs++;
        parent[run] = run;
        this.left[run] = first;
        this.right[run] = x - 1;
        this.top[run] = y;
        this.bottom[run] = y;
        this.sum[run] = sum;
        this.pixels[run] = x - first;
        // Runs above that end before this one begins can touch none of those that follow, either.
        while (candidate < runsAbove && this.above[3 * candidate + 1]! < first) candidate++;
        for (let i = candidate; i < runsAbove && this.above[3 * i]! <= x; i++) this.join(this.above[3 * i + 2]!, run);
        this.here[3 * runsHere] = first;
        this.here[3 * runsHere + 1] = x;
        this.here[3 * runsHere + 2] = run;
        runsHere++;
      }
      [this.above, this.here] = [this.here, this.above];
      runsAbove = runsHere;
    }
    return this.gather(runs);
  }

  private root(run: number): number {
    const { parent } = this;
    while (parent[run] !== run) {
      parent[run] = parent[parent[run]!]!;
      run = parent[run]!;
    }
    return run;
  }

  private join(a: number, b: number): void {
    const first = this.root(a);
    const second = this.root(b);
    // The earlier run stands for both, so that regions stay in the order of their first pixels.
    if (first < second) this.parent[second] = first;
    else this.parent[first] = second;
  }

  /** Adds each run to its region, and moves the regions to the front. */
  private gather(runs: number): number {
    const { parent, left, top, right, bottom, sum, pixels } = this;
    for (let run = runs - 1; run >= 0; run--) {
      const region = this.root(run);
      if (region === run) continue;
      left[region] = Math.min(left[region]!, left[run]!);
      right[region] = Math.max(right[region]!, right[run]!);
      bottom[region] = Math.max(bottom[region]!, bottom[run]!);
      sum[region]! += sum[run]!;
      pixels[region]! += pixels[run]!;
    }
    let count = 0;
    for (let run = 0; run < runs; run++) {
      if (parent[run] !== run) continue;
      for (const column of [left, top, right, bottom, sum, pixels]) column[count] = column[run]!;
      count++;
    }
    return count;
  }
}
