// SPDX-License-Identifier: MIT
export { API_VERSION, apiRangeHolds } from './api-range.js';
export { isPackagePath, isPluginName, type PluginManifest, pluginManifest, type PluginPackage, pluginPackage } from './manifest.js';
