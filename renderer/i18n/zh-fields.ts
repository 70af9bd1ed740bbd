import type { Dictionary } from './en.ts';

export const fieldsZh = {
  parallel: '平行坐标',
  parallelHelp:
    '每条线是一条记录。沿坐标轴拖动，只保留经过该处的记录；点击线条打开记录。图获得焦点时，方向键逐条选择，回车键打开。',
  axes: '坐标轴',
  clearAll: '清除全部刷选',
  clearBrush: (field) => `清除 ${field} 上的刷选`,
  brushEnds: {
    low: (field) => `${field} 刷选的下端`,
    high: (field) => `${field} 刷选的上端`,
  },
  scatter: '散点图',
  against: (y, x) => `${y} 与 ${x}`,
  to: '对',
  across: '横轴',
  up: '纵轴',
  scatterHelp: '点击圆点打开记录。方向键逐条选择，回车键打开。',
  frontHelp: '折线为帕累托前沿：没有其他记录在两项上都不差且有一项更好。点击圆点打开记录。',
  onFront: '位于帕累托前沿',
  noDots: '没有记录同时具有这两项。',
  colourBy: '着色依据',
  ownColour: '记录',
  colourKey: (field, low, high) => `颜色：${field} 从 ${low} 到 ${high}`,
  shownRuns: (_, shown, all) => `${all} 条记录中的 ${shown} 条`,
  shownList: '刷选范围内的记录',
  onlyThese: '只比较这些',
  noneShown: '没有记录经过所有这些部分。',
  onlyFirst: (count) => `列出最佳的 ${count} 条。`,
} satisfies Dictionary['fields'];
