// SPDX-License-Identifier: MIT
export const processor = 5;
