// SPDX-License-Identifier: MIT
// Turns measured structure layouts into the X-macro lists that abi_check.h asserts.
//
//   node make_abi_inc.mjs <layouts.txt> [<newest.txt>] > abi/deepstream-<version>.inc
//
// The input lists each structure as `Name sizeof=N align=N`, then one `offset size type name` a
// line. Enumerations (`# enums`, then `Name`, `sizeof=N`, `ENUMERATOR=value`) are listed for the
// newest release only, with the diffs that lead to it (`# enum diff A->B`, as diff prints them).
// For an older release, name the newest release's file too: its diffs are undone, back to the
// release that the first file's name ends in.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const HUNK = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$/;

function structureLines(lines) {
  const out = [];
  let structure;
  let previous;
  for (const line of lines) {
    if (line.startsWith("# enums")) break;
    const header = /^(\w+) sizeof=(\d+) align=(\d+)$/.exec(line);
    const field = /^\s+(\d+)\s+(\d+)\s+(.+?)\s+(\w+)$/.exec(line);
    const member = /^\s+union member: \S+ (\w+)$/.exec(line);
    if (header) {
      structure = header[1];
      out.push("", `NVDS_STRUCT(${structure}, ${header[2]}, ${header[3]})`);
    } else if (member) {
      out.push(`NVDS_FIELD(${structure}, ${member[1]}, ${previous.offset}, ${previous.size})`);
    } else if (field) {
      const [, offset, size, type, name] = field;
      previous = { offset, size };
      // An unnamed union is listed by its members; a reference has no offset in the language.
      if (type === "anon" || type.endsWith("&")) continue;
      out.push(`NVDS_FIELD(${structure}, ${name}, ${offset}, ${size})`);
    }
  }
  return out;
}

function enumSection(lines) {
  const start = lines.findIndex((line) => line.startsWith("# enums"));
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && line.startsWith("# "));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function enumDiffs(lines) {
  const diffs = [];
  for (const line of lines) {
    const header = /^# enum diff (\S+)->(\S+)$/.exec(line);
    if (header) diffs.push({ from: header[1], to: header[2], hunks: [] });
    else if (diffs.length > 0) {
      const { hunks } = diffs.at(-1);
      const hunk = HUNK.exec(line);
      if (hunk) {
        const [, , , kind, newStart, newEnd] = hunk;
        const removedFromNew = kind === "d" ? 0 : Number(newEnd ?? newStart) - Number(newStart) + 1;
        // With nothing to take out, the old lines go back after the line that is named.
        const at = kind === "d" ? Number(newStart) : Number(newStart) - 1;
        hunks.push({ at, removedFromNew, old: [] });
      } else if (line.startsWith("< ")) hunks.at(-1).old.push(line.slice(2).trim());
    }
  }
  return diffs;
}

function enumsOf(version, newestLines) {
  let enums = enumSection(newestLines);
  for (const { from, to, hunks } of enumDiffs(newestLines).reverse()) {
    if (to === version) break;
    for (const hunk of hunks.reverse()) enums.splice(hunk.at, hunk.removedFromNew, ...hunk.old);
    if (from === version) break;
  }
  return enums;
}

function enumLines(enums) {
  const out = [];
  let name;
  for (const line of enums) {
    const [key, value] = line.split("=");
    if (value === undefined) name = key;
    else if (key === "sizeof") out.push("", `NVDS_ENUM(${name}, ${value})`);
    else out.push(`NVDS_ENUMERATOR(${key}, ${value})`);
  }
  return out;
}

const [layoutFile, newestFile = layoutFile] = process.argv.slice(2);
if (!layoutFile) {
  console.error("usage: make_abi_inc.mjs <layouts.txt> [<newest.txt>]");
  process.exit(2);
}
const version = /(\d+\.\d+)\.txt$/.exec(basename(layoutFile))?.[1];
const read = (file) => readFileSync(file, "utf8").split("\n");
console.log(
  [
    "// SPDX-License-Identifier: MIT",
    `// Measured layout of DeepStream ${version}'s metadata on 64-bit Linux. Made by make_abi_inc.mjs.`,
    ...structureLines(read(layoutFile)),
    ...enumLines(enumsOf(version, read(newestFile))),
  ].join("\n"),
);
