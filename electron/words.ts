import type { Settings } from '../core/protocol/channels.ts';
import { describeProblem, fillWording, type Problem, type ProblemCode } from '../core/protocol/problems.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

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
  quitStop: 'Stop and Quit',
  quitStay: 'Keep Training',
  libraryTitle: 'The library cannot be opened',
  runCompleted: 'Training finished: {name}',
  runCompletedBody: 'Validation accuracy {accuracy} (best {best}) after {epochs} epochs.',
  runCompletedPlain: 'All {epochs} epochs are done.',
  runStopped: 'Training stopped: {name}',
  runStoppedBody: 'The best and the last weights are kept.',
  runFailed: 'Training failed: {name}',
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
  quitStop: '停止并退出',
  quitStay: '继续训练',
  libraryTitle: '无法打开资料库',
  runCompleted: '训练完成：{name}',
  runCompletedBody: '{epochs} 轮后验证准确率 {accuracy}（最佳 {best}）。',
  runCompletedPlain: '全部 {epochs} 轮已完成。',
  runStopped: '训练已停止：{name}',
  runStoppedBody: '最佳权重和最后权重已保留。',
  runFailed: '训练失败：{name}',
};

const dictionaries = { en: english, zh: chinese } satisfies Record<Language, Readonly<Record<WordKey, string>>>;

/** What can end a training or keep the app from opening, said outside the page: in a system notification or a dialog. */
const chineseProblems = {
  'no-space': '{path} 所在的磁盘已满。之前保存的内容没有丢失。请释放一些空间后重试。',
  'not-writable': 'Blockyard 无法写入 {path}：{detail}。请选择其他文件夹或修改其权限。',
  'backend-unavailable': '训练后端“{backend}”无法在此运行：{detail}。请选择“auto”以使用本机可用的后端。',
  'engine-crashed': '训练进程意外结束（{detail}），训练已停止。第 {epoch} 轮的权重已保留。请重新训练，或查看日志。',
  'engine-out-of-memory':
    '训练内存不足（{detail}）。第 {epoch} 轮的权重已保留。请使用小于 {batchSize} 的批大小，或更小的网络。',
  'engine-unresponsive': '训练进程 {seconds} 秒没有响应，已被结束。第 {epoch} 轮的权重已保留。请重新训练，或查看日志。',
  'non-finite-loss':
    '损失在第 {step} 步变为 {value}；最先出现非数值的层是 {layer}。训练已停止，第 {epoch} 轮的最后一份有效权重已保留。请尝试低于 {learningRate} 的学习率。',
  'dataset-missing': '{name} 的图像不在应有的位置：缺少 {path}。请重新安装应用，或导入该数据集。',
  'dataset-corrupt': '数据集 {name} 的文件 {path} 已损坏：{detail}。请换成完好的副本。',
  'library-newer':
    '{path} 中的资料库由更新版本的 Blockyard 写入（版本 {found}；当前版本支持 {known}）。没有做任何更改。请更新 Blockyard。',
  'library-corrupt': '{path} 中的资料库已损坏：{detail}。没有做任何更改。请从副本恢复，或将其移走以新建资料库。',
  interrupted: '训练被中断。第 {epoch} 轮的权重已保留。',
  internal: 'Blockyard 内部出现问题：{detail}。请附上日志反馈。',
} as const satisfies Partial<Record<ProblemCode, string>>;

export type Words = (key: WordKey, facts?: Problem['facts']) => string;

export function wordsIn(language: Language): Words {
  return (key, facts = {}) => fillWording(dictionaries[language][key], facts);
}

/** @param locale BCP 47 tag of the system's language */
export function languageFor(setting: Settings['language'], locale: string): Language {
  if (setting !== 'system') return setting;
  return /^zh\b/iu.test(locale) ? 'zh' : 'en';
}

/** A problem worded for a notification or a dialog; in English where no translation is needed outside the page. */
export function wordProblem(problem: Problem, language: Language): string {
  const translations: Partial<Record<ProblemCode, string>> = chineseProblems;
  const translated = language === 'zh' ? translations[problem.code] : undefined;
  return translated === undefined ? describeProblem(problem) : fillWording(translated, problem.facts);
}
