// SPDX-License-Identifier: MIT
// Checks a file of rules: what the element refuses is an error, what is surely not meant a warning.
import type { output } from 'zod/mini';
import { ruleSetOptions } from '../../analytics/rule-set/options.js';
import { parse } from '../../processor/params.js';
import type { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import type { Stage } from './stage.js';
import { findDoubts } from './doubts.js';

/** The options of a file of rules, defaults filled in. */
export type Rules = output<typeof ruleSetOptions>;

/** What is wrong with a value, where in the file's structure. */
export interface Doubt {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly onKey?: boolean;
}

/** What a check found. */
export interface CheckResult {
  /** Errors and warnings in the order of their places. */
  readonly findings: readonly Finding[];
  /** Undefined where there are errors. */
  readonly rules: Rules | undefined;
}

const NVDSANALYTICS = 'this is a config of nvdsanalytics: nvts convert makes a file of rules of it';

/** Checks a text that is a file of rules. Labels of the stage count where the file has none of its own. */
export function checkRules(document: TextDocument, stage: Stage): CheckResult {
  if (/^\s*\[property\]/m.test(document.text)) return { findings: [document.finding('error', [], NVDSANALYTICS)], rules: undefined };
  if (document.faults.length > 0) return { findings: document.faultFindings(), rules: undefined };
  const value = document.value ?? {};
  const foreign = otherFile(value);
  if (foreign !== undefined) return { findings: [document.finding('error', [], foreign)], rules: undefined };
  const { faults, data } = parse(ruleSetOptions, withLabels(value, stage.labels), 'parameter');
  const doubts = faults.length === 0 ? findDoubts(data, stage) : [];
  const tell = (severity: Finding['severity']) => ({ path, message, onKey }: Doubt): Finding => document.finding(severity, path, message, document.find(path, onKey));
  const findings = [...faults.map(tell('error')), ...doubts.map(tell('warning'))];
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return { findings, rules: faults.length === 0 ? data : undefined };
}

function withLabels(value: unknown, labels: readonly string[] | undefined): unknown {
  if (!labels || typeof value !== 'object' || Array.isArray(value) || value === null || 'labels' in value) return value;
  return { ...value, labels };
}

/** What a file is that is not one of rules, where that is plain. */
function otherFile(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected keys and values (name: value)';
  const analytics = !('cameras' in value) && Object.keys(value).some((key) => key === 'property' || /-stream-\d+$/.test(key));
  return analytics ? NVDSANALYTICS : undefined;
}
