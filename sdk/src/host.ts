// SPDX-License-Identifier: MIT
// What the wrapper around a script imports. It stands before the script's own imports: schemas that are made later
// then never probe for `eval`, which a host may forbid.
import { config } from 'zod/v4/core';

config({ jitless: true });

export { bindBundle } from './processor/bind.js';
export type { Bundle, HostFunctions } from './table/host-functions.js';
