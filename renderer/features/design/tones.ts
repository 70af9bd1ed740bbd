import type { NodeKind } from '../../../core/model/index.ts';

/** Families of blocks that share a colour. */
type Tone = 'conv' | 'norm' | 'act' | 'pool' | 'drop' | 'dense' | 'frame';

export const tones = {
  conv: 'conv',
  depthwiseConv: 'conv',
  separableConv: 'conv',
  batchNorm: 'norm',
  activation: 'act',
  maxPool: 'pool',
  avgPool: 'pool',
  globalAvgPool: 'pool',
  globalMaxPool: 'pool',
  dropout: 'drop',
  spatialDropout: 'drop',
  flatten: 'frame',
  dense: 'dense',
  zeroPad: 'frame',
  sequence: 'frame',
  branches: 'norm',
  residual: 'accent',
  repeat: 'frame',
  cbapd: 'conv',
  inception: 'norm',
  resnetBasic: 'accent',
  resnetBottleneck: 'accent',
  stage: 'frame',
  custom: 'frame',
} as const satisfies Record<NodeKind, Tone | 'accent'>;
