// SPDX-License-Identifier: MIT
// Runs a launch line in Node and reads its events: node read-events.mjs <line>. Prints how many there were.
import { Pipeline } from '@nvtsprobe/node';

const pipeline = await Pipeline.launch(process.argv[2], { queue: 1_000_000 });
const events = pipeline.events();
await pipeline.play();
let read = 0;
for await (const { data } of events) if (data !== undefined) read++;
await pipeline.finished;
await pipeline.close();
console.log(read);
