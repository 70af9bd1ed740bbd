import type { Language } from '../core/protocol/language.ts';
import { problemWordingsZh } from '../core/protocol/problems-zh.ts';
import { fillWording, problemWordings, type Problem } from '../core/protocol/problems.ts';

const english = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  about: 'About Blockyard',
  services: 'Services',
  hide: 'Hide Blockyard',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  quit: 'Quit Blockyard',
  close: 'Close Window',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  minimize: 'Minimize',
  reload: 'Reload',
  developerTools: 'Developer Tools',
  openLibrary: 'Open Library Folder',
  quitTitle: 'A training is running',
  quitDetail:
    'Quitting stops {count} training(s) after the current step. The best and the last weights and every curve are kept.',
  quitDataTitle: 'Data is being imported, downloaded or exported',
  quitDataDetail:
    'Quitting cancels {count} import(s), download(s) or export(s). Nothing half-done stays, and what has been downloaded is kept for the next time.',
  quitDataStay: 'Go On',
  quitStop: 'Stop and Quit',
  quitStay: 'Keep Training',
  libraryTitle: 'The library cannot be opened',
  runCompleted: 'Training finished: {name}',
  runCompletedBody: 'Validation accuracy {accuracy} (best {best}) after {epochs} epochs.',
  runCompletedPlain: 'All {epochs} epochs are done.',
  runStopped: 'Training stopped: {name}',
  runStoppedBody: 'The best and the last weights are kept.',
  runFailed: 'Training failed: {name}',
  fileJson: 'Network (JSON)',
  filePython: 'Python',
  fileSvg: 'Picture (SVG)',
  filePng: 'Picture (PNG)',
  fileCsv: 'Table (CSV)',
  fileNpy: 'NumPy array',
  fileHtml: 'Report (HTML)',
  importFolder: 'Choose a folder of pictures or of dataset files',
  importFiles: 'Choose the files of a dataset',
  predictFolder: 'Choose a folder of pictures to classify',
  importButton: 'Choose',
  exportTitle: 'Choose where to make the folder',
  exportFileTitle: 'Choose where to write the model',
  exportButton: 'Export',
};

export type WordKey = keyof typeof english;

const chinese: Readonly<Record<WordKey, string>> = {
  file: '文件',
  edit: '编辑',
  view: '视图',
  window: '窗口',
  help: '帮助',
  about: '关于 Blockyard',
  services: '服务',
  hide: '隐藏 Blockyard',
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  quit: '退出 Blockyard',
  close: '关闭窗口',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  actualSize: '实际大小',
  zoomIn: '放大',
  zoomOut: '缩小',
  fullScreen: '全屏',
  minimize: '最小化',
  reload: '重新加载',
  developerTools: '开发者工具',
  openLibrary: '打开资料库文件夹',
  quitTitle: '训练正在进行',
  quitDetail: '退出会在当前步之后停止 {count} 个训练。最佳权重、最后权重和所有曲线都会保留。',
  quitDataTitle: '正在导入、下载或导出数据',
  quitDataDetail: '退出会取消 {count} 项导入、下载或导出。未完成的内容不会留下，已下载的部分会保留到下次。',
  quitDataStay: '继续',
  quitStop: '停止并退出',
  quitStay: '继续训练',
  libraryTitle: '无法打开资料库',
  runCompleted: '训练完成：{name}',
  runCompletedBody: '{epochs} 轮后验证准确率 {accuracy}（最佳 {best}）。',
  runCompletedPlain: '全部 {epochs} 轮已完成。',
  runStopped: '训练已停止：{name}',
  runStoppedBody: '最佳权重和最后权重已保留。',
  runFailed: '训练失败：{name}',
  fileJson: '网络（JSON）',
  filePython: 'Python',
  fileSvg: '图片（SVG）',
  filePng: '图片（PNG）',
  fileCsv: '表格（CSV）',
  fileNpy: 'NumPy 数组',
  fileHtml: '报告（HTML）',
  importFolder: '选择图片文件夹或数据集文件夹',
  importFiles: '选择数据集的文件',
  predictFolder: '选择要分类的图片文件夹',
  importButton: '选择',
  exportTitle: '选择新建文件夹的位置',
  exportFileTitle: '选择模型文件的位置',
  exportButton: '导出',
};

const dictionaries = { en: english, zh: chinese } satisfies Record<Language, Readonly<Record<WordKey, string>>>;

export type Words = (key: WordKey, facts?: Problem['facts']) => string;

export function wordsIn(language: Language): Words {
  return (key, facts = {}) => fillWording(dictionaries[language][key], facts);
}

/** A problem worded for a notification or a dialog. */
export function wordProblem(problem: Problem, language: Language): string {
  return fillWording((language === 'zh' ? problemWordingsZh : problemWordings)[problem.code], problem.facts);
}
