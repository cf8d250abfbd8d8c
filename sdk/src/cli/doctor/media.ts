// SPDX-License-Identifier: MIT
// What reads, shows and writes videos. nvtsprobe itself needs none of it.
import { installLine } from '../gst/packages.js';
import { absent, type Item, ok } from './item.js';

interface Wish {
  readonly name: string;
  /** One of these is enough, the best first. */
  readonly any: readonly string[];
  readonly without: string;
  readonly package: string;
}

const WISHES: readonly Wish[] = [
  { name: 'read files and streams', any: ['uridecodebin', 'decodebin'], without: 'no video can be read', package: 'gstreamer1.0-plugins-base' },
  { name: 'MP4 files', any: ['qtdemux'], without: 'MP4 files cannot be read', package: 'gstreamer1.0-plugins-good' },
  { name: 'AVI files', any: ['avidemux'], without: "AVI files, such as the demo's clip, cannot be read", package: 'gstreamer1.0-plugins-good' },
  { name: 'cameras (RTSP)', any: ['rtspsrc'], without: 'network cameras cannot be read', package: 'gstreamer1.0-plugins-good' },
  {
    name: 'H.264 decoder',
    any: ['nvv4l2decoder', 'nvh264dec', 'vah264dec', 'vaapih264dec', 'v4l2h264dec', 'v4l2slh264dec', 'openh264dec', 'avdec_h264'],
    without: 'most MP4 files and cameras cannot be decoded',
    package: 'gstreamer1.0-libav',
  },
  { name: 'MPEG-4 decoder', any: ['avdec_mpeg4', 'nvmpeg4videodec', 'vampeg4dec'], without: "the demo's clip cannot be decoded", package: 'gstreamer1.0-libav' },
  { name: 'convert pictures', any: ['videoconvert'], without: 'nvtsosd cannot draw on most videos', package: 'gstreamer1.0-plugins-base' },
  { name: 'show videos', any: ['autovideosink'], without: 'nvts run opens no window (--sink out.mp4 writes a file)', package: 'gstreamer1.0-plugins-good' },
  { name: 'H.264 encoder', any: ['x264enc', 'openh264enc', 'nvh264enc', 'vah264enc', 'nvv4l2h264enc'], without: 'nvts run --sink out.mp4 cannot write', package: 'gstreamer1.0-plugins-ugly' },
  { name: 'write MP4', any: ['mp4mux', 'qtmux'], without: 'nvts run --sink out.mp4 cannot write', package: 'gstreamer1.0-plugins-good' },
  { name: 'PNG pictures', any: ['pngenc'], without: 'nvts check --picture cannot draw', package: 'gstreamer1.0-plugins-good' },
];

/** What of it is there. */
export function mediaItems(elements: ReadonlySet<string>): Item[] {
  return WISHES.map(({ name, any, without, package: from }) => {
    const found = any.filter((each) => elements.has(each));
    return found.length > 0 ? ok('media', name, found.join(', ')) : absent('media', name, without, installLine([from]));
  });
}
