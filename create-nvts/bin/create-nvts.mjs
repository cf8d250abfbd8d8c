#!/usr/bin/env node
// SPDX-License-Identifier: MIT
import { main } from '../src/main.mjs';

process.exitCode = await main(process.argv.slice(2));
