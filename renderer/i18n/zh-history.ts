import type { Dictionary } from './en.ts';

export const historyZh = {
  facets: '筛选',
  hideFacets: '隐藏筛选',
  fields: { status: '状态', dataset: '数据', network: '网络', device: '设备', tag: '标签' },
  facetValue: (value, count) => `${value}（${count}）`,
  more: (count) => `另有 ${count} 项`,
  fewer: '收起',
  groupBy: '分组',
  groupedBy: (field) => `按${field}分组`,
  noGroups: '不分组',
  selectGroup: (label) => `选中“${label}”的全部记录`,
  groupFigures: (best, mean) => `最佳 ${best} · 平均 ${mean}`,
  views: '视图',
  noViews: '视图以一个名称保存筛选条件、列、排序和分组。',
  viewName: '保存为',
  saveView: '保存',
  replaceView: '替换',
  removeView: (name) => `删除视图 ${name}`,
  viewRemoved: (name) => `视图“${name}”已删除`,
} satisfies Dictionary['history'];
