// SPDX-License-Identifier: MIT
// Looks at every line of a recording.
import { parse } from '../../processor/params.js';
import { RECORDING_VERSION, recordingHeader, recordingLine, type RecordingLine, recordingTimes } from '../../recording/schema.js';
import { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import { readWith } from '../text/files.js';
import { MAX_LINE_BYTES, readLines } from '../text/recording-lines.js';

/** Findings that are kept; the rest is counted. */
const MAX_FINDINGS = 100;

/** What a recording holds, and what is wrong in it. */
export interface RecordingReport {
  readonly findings: readonly (Finding & { readonly text: string })[];
  /** Findings beyond those. */
  readonly more: number;
  readonly lines: number;
  readonly frames: number;
  readonly objects: number;
  readonly sources: readonly number[];
  /** From the first to the last time stamp, where frames have them. */
  readonly seconds: number | undefined;
  /** Of the first frame that tells it. */
  readonly size: readonly [width: number, height: number] | undefined;
  /** Frames a second of the first source, where it has time stamps. */
  readonly rate: number | undefined;
}

/**
 * Checks a recording, plain or gzip. With `first`, only its first line is held to the schema: sizes and times of the others are known
 * in a fifth of the time. Throws `UsageError` where there is no file.
 */
export async function validateRecording(file: string, held: 'all' | 'first' = 'all'): Promise<RecordingReport> {
  const checker = new Checker(held);
  const lines = readWith('recording', file, readLines);
  try {
    for await (const { bytes } of lines) checker.line(bytes);
  } catch (error) {
    checker.broken(error instanceof Error ? error.message : String(error));
  }
  return checker.finish();
}

class Checker {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly findings: (Finding & { readonly text: string })[] = [];
  private readonly sources = new Map<number, { frames: number; first: bigint | undefined; last: bigint | undefined }>();
  private size: readonly [number, number] | undefined;
  private more = 0;
  private lines = 0;
  private frames = 0;
  private objects = 0;
  private readonly span: { first: bigint | undefined; last: bigint | undefined } = { first: undefined, last: undefined };

  constructor(private readonly held: 'all' | 'first') {}

  /** Takes the next line. */
  line(bytes: Buffer): void {
    this.lines++;
    if (bytes.length === 0 && this.lines > 1) return;
    if (bytes.length > MAX_LINE_BYTES) return this.tell('', `the line is longer than ${MAX_LINE_BYTES >> 20} MiB`);
    let text: string;
    try {
      text = this.decoder.decode(bytes);
    } catch {
      return this.tell('', 'the line is not UTF-8');
    }
    if (this.lines > 1 && text.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.unreadable(text);
    }
    if (this.lines === 1) return this.header(text, value);
    if (this.held === 'first') return this.glance(value);
    const { faults, data } = parse(recordingLine, value, 'member');
    for (const { path, message } of faults) this.tell(text, message, path);
    if (faults.length === 0) this.take(text, data);
  }

  /** The file cannot be read on. */
  broken(reason: string): void {
    const cut = /unexpected end of file/i.test(reason);
    this.tell('', cut ? 'the file was cut off here: what came before it can be replayed' : `the file cannot be unpacked from here on: ${reason}`);
  }

  finish(): RecordingReport {
    if (this.lines === 0) {
      this.lines = 1;
      this.tell('', 'the file is empty: a recording begins with {"nvts":"recording","version":1}');
    }
    const { first, last } = this.span;
    return {
      findings: this.findings,
      more: this.more,
      lines: this.lines,
      frames: this.frames,
      objects: this.objects,
      sources: [...this.sources.keys()].sort((a, b) => a - b),
      seconds: first === undefined || last === undefined ? undefined : Number(last - first) / 1e9,
      size: this.size,
      rate: this.rate(),
    };
  }

  private rate(): number | undefined {
    const [source] = this.sources.values();
    if (source?.first === undefined || source.last === undefined || source.last <= source.first) return undefined;
    return (source.frames - 1) / (Number(source.last - source.first) / 1e9);
  }

  private header(text: string, value: unknown): void {
    const { faults, data } = parse(recordingHeader, value, 'member');
    if (faults.length > 0) return this.tell(text, 'a recording begins with {"nvts":"recording","version":1}');
    const { version } = data;
    if (version > RECORDING_VERSION) this.tell(text, `a recording of version ${version}, and version ${RECORDING_VERSION} is known: use a later SDK`, ['version']);
  }

  private unreadable(text: string): void {
    this.add(text, (document) => document.faultFindings()[0] ?? document.finding('error', [], 'the line is no JSON'));
  }

  /** What no schema tells of a line that is right in itself. */
  private take(text: string, { frames }: RecordingLine): void {
    frames.forEach((frame, i) => {
      const { source, objects = [] } = frame;
      this.objects += objects.length;
      objects.forEach(({ parent }, j) => {
        if (parent !== undefined && (parent >= objects.length || parent === j)) {
          this.tell(text, `the frame has no other object at place ${parent}`, ['frames', i, 'objects', j, 'parent']);
        }
      });
      if (!this.time(frame)) this.tell(text, `the time stamps of source ${source} go back here: replay finds only the part before`, ['frames', i, 'pts'], 'warning');
    });
  }

  private glance(value: unknown): void {
    const { faults, data } = parse(recordingTimes, value, 'member');
    if (faults.length === 0) for (const frame of data.frames) this.time(frame);
  }

  /** Takes the source, size and time of a frame; false where its source's time goes back. */
  private time({ source, size, pts }: Pick<RecordingLine['frames'][number], 'source' | 'size' | 'pts'>): boolean {
    this.size ??= size;
    this.frames++;
    const known = this.sources.get(source) ?? { frames: 0, first: undefined, last: undefined };
    known.frames++;
    this.sources.set(source, known);
    if (pts === undefined) return true;
    const now = BigInt(pts);
    const goesOn = known.last === undefined || now >= known.last;
    known.first ??= now;
    known.last = now;
    if (this.span.first === undefined || now < this.span.first) this.span.first = now;
    if (this.span.last === undefined || now > this.span.last) this.span.last = now;
    return goesOn;
  }

  private tell(text: string, message: string, path: readonly PropertyKey[] = [], severity: Finding['severity'] = 'error'): void {
    this.add(text, (document) => document.finding(severity, path, message));
  }

  private add(text: string, find: (document: TextDocument) => Finding): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ ...find(new TextDocument(text, 'json')), line: this.lines, text });
    else this.more++;
  }
}
