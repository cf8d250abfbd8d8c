// SPDX-License-Identifier: MIT

/** What an event is about: a line, a zone, or nothing that has a name. */
function subjectOf(data) {
  if (typeof data.line === 'string') return `line "${data.line}"`;
  if (typeof data.zone === 'string') return `zone "${data.zone}"`;
  return '';
}

/**
 * Counts an events file: for each line, zone and other subject, how often what happened. A crossing is told by its
 * direction, every other event by its type. A summary at the end repeats what was counted, so it is left out. Lines
 * that are not JSON are counted as unreadable.
 */
export function countEvents(text) {
  const subjects = new Map();
  let total = 0;
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      unreadable++;
      continue;
    }
    total++;
    const data = event.data ?? {};
    const subject = subjectOf(data);
    if (event.type === 'summary') continue;
    const what = typeof data.direction === 'string' ? data.direction : String(event.type).replace(/^zone-/, '');
    const counts = subjects.get(subject) ?? new Map();
    counts.set(what, (counts.get(what) ?? 0) + 1);
    subjects.set(subject, counts);
  }
  return { total, unreadable, subjects };
}

/** The counts as a few lines of text, subjects and what happened in alphabetical order. */
export function describeEvents({ total, unreadable, subjects }) {
  const sorted = (map) => [...map].sort(([a], [b]) => a.localeCompare(b));
  const lines = sorted(subjects).map(([subject, counts]) => {
    const parts = sorted(counts).map(([what, count]) => `${count} ${what}`);
    return `${subject || 'other events'}: ${parts.join(', ')}`;
  });
  if (total === 0) lines.push('no events');
  if (unreadable > 0) lines.push(`${unreadable} unreadable line${unreadable === 1 ? '' : 's'}`);
  return lines;
}
