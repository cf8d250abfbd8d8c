// SPDX-License-Identifier: MIT
// The parts of the test kit that need Node.
export { coreFor } from './core-text.js';
export { readRecording } from './files.js';
export { SandboxHost, type SandboxOptions } from './sandbox/sandbox-host.js';
export type { SandboxSettings } from './sandbox/sandbox-bundle.js';
export { readTensorFile, type TensorFile, type TensorOrigin, type TensorPadding } from './tensor-file.js';
