import type { interchangeEn } from './en-interchange.ts';

export const interchangeZh: typeof interchangeEn = {
  title: '导出为',
  open: '导出训练记录',
  openSeveral: '导出这些训练记录',
  forms: {
    csv: { name: '表格（CSV）', text: '每步一行，每轮末附该轮的指标。' },
    json: { name: '全部记录（JSON）', text: '网络、配方、指标、日志和版本，集中于一个文档。' },
    tensorboard: { name: 'TensorBoard', text: 'TensorBoard 可显示的事件文件夹。' },
    bundle: { name: '训练包', text: '连同权重的单个文件：其他电脑上的 Blockyard 可显示该训练，并重新训练。' },
  },
  exported: '已导出',
  exportFailed: '没有导出任何内容',
  import: '导入训练包',
  imported: (name) => `已导入“${name}”`,
  importFailed: '没有导入任何内容',
  data: {
    same: '训练它所用的图像也在这里。',
    unknown: '这里有同名的数据集。',
    other: '这里该数据集的图像与训练它时的不同。请导入原来的图像，再重新训练。',
    absent: '这里没有它的数据集。请以同样的名称导入数据集，再重新训练。',
  },
};
