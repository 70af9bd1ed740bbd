import type { LayerFigureName } from '../../../core/protocol/layer-figures.ts';

/** How a person looks at layers: the same for every run, for as long as the page is open. */
class LayersView {
  figure = $state<LayerFigureName>('gradientNorm');
  look = $state<'map' | 'table'>('map');
  batchNorm = $state(false);
}

export const layersView = new LayersView();
