// SPDX-License-Identifier: MIT
// Writes what nvdsanalytics would have found, and reads it.
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onFrame(frame) {
    frame.emit('was', { analytics: frame.analytics ?? null });
    frame.setAnalytics({ uniqueId: 3, overcrowded: { Hall: true }, inRoi: { Hall: 2 }, crossed: { Tür: 1 }, crossedTotal: { Tür: 7 }, classCounts: { 0: 2 } });
    const object = frame.objects.at(0)!;
    object.setAnalytics({ uniqueId: 3, rois: ['Hall'], overcrowding: [], crossed: ['Tür'], direction: 'Süd', status: 'in the hall' });
    frame.emit('is', { frame: frame.analytics, object: object.analytics });
  },
});
