export type CurveAxis = 'step' | 'epoch';

/** How a person likes to look at curves: the same in every place, for as long as the page is open. */
class CurveOptions {
  axis = $state<CurveAxis>('step');
  /** Weight of the moving average, 0 to 0.99. */
  smoothing = $state(0.8);
  log = $state(false);
}

export const curveOptions = new CurveOptions();
