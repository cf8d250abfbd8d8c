// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({ onFrames() {} } as never);
