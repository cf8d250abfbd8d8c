// SPDX-License-Identifier: MIT
// Which package of Debian and Ubuntu has what.
import { readFileSync } from 'node:fs';

/** The package that has an element of GStreamer; undefined for one of which that is not known. */
export function packageOf(element: string): string | undefined {
  return Object.entries(ELEMENTS).find(([, elements]) => elements.includes(element))?.[0];
}

const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  'gstreamer1.0-plugins-base': ['decodebin', 'uridecodebin', 'videoconvert', 'videoscale', 'videorate', 'videotestsrc', 'theoradec'],
  'gstreamer1.0-plugins-good': ['autovideosink', 'avidemux', 'jpegdec', 'jpegenc', 'matroskademux', 'matroskamux', 'mp4mux', 'multifilesink', 'pngdec', 'pngenc', 'qtdemux', 'rtspsrc', 'vp8dec', 'vp8enc'],
  'gstreamer1.0-plugins-bad': ['h264parse', 'openh264dec', 'openh264enc'],
  'gstreamer1.0-plugins-ugly': ['x264enc'],
  'gstreamer1.0-libav': ['avdec_h264', 'avdec_mpeg4'],
};

/** The line that installs packages: a command on Debian and what derives from it, words elsewhere. */
export function installLine(packages: readonly string[], release = osRelease()): string {
  const names = packages.join(' ');
  const families = /^ID(?:_LIKE)?=(.*)$/gm;
  const usesApt = Array.from(release.matchAll(families), ([, value]) => value!).some((value) => /\b(?:debian|ubuntu)\b/.test(value));
  return usesApt ? `sudo apt-get install ${names}` : `install what Debian packages as ${names}`;
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
