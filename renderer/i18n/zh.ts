import { applyZh } from './zh-apply.ts';
import { augmentationZh } from './zh-augmentation.ts';
import type { Dictionary } from './en.ts';
import { canvasZh } from './zh-canvas.ts';
import { compareZh } from './zh-compare.ts';
import { designZh } from './zh-design.ts';
import { evaluateZh } from './zh-evaluate.ts';
import { insideZh } from './zh-inside.ts';
import { exportZh } from './zh-export.ts';
import { inspectorZh } from './zh-inspector.ts';
import { paletteZh } from './zh-palette.ts';
import { dataZh } from './zh-data.ts';
import { layersZh } from './zh-layers.ts';
import { fieldsZh } from './zh-fields.ts';
import { historyZh } from './zh-history.ts';
import { libraryZh } from './zh-library.ts';
import { queueZh } from './zh-queue.ts';
import { interchangeZh } from './zh-interchange.ts';
import { ratesZh } from './zh-rates.ts';
import { sweepsZh } from './zh-sweeps.ts';
import { machineZh } from './zh-machine.ts';
import { lineageZh } from './zh-lineage.ts';
import { recipeZh } from './zh-recipe.ts';
import { runsZh } from './zh-runs.ts';
import { studiesZh } from './zh-studies.ts';
import { transferZh } from './zh-transfer.ts';
import { viewsZh } from './zh-views.ts';

export const zh = {
  app: {
    skip: '跳到内容',
    noProgram: '此页面应在 Blockyard 的窗口中打开，才能与程序通信。',
    loadFailed: '无法连接 Blockyard',
    retry: '重试',
    close: '关闭',
    dismiss: '知道了',
  },
  places: {
    label: '导航',
    design: '设计',
    train: '训练',
    runs: '记录',
    data: '数据',
    studies: '研究',
    importing: (percent) => `正在处理数据，已完成 ${percent}`,
    training: (percent) => `正在训练，已完成 ${percent}`,
  },
  settings: {
    title: '设置',
    theme: '主题',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    language: '语言',
    system: '跟随系统',
    home: '训练记录保存在',
    device: '训练设备',
    version: '版本',
    saveFailed: '设置没有保存成功',
  },
  device: {
    label: '设备',
    processor: (_, threads, plain) => `CPU，${threads} 线程${plain ? '，纯 JavaScript' : ''}`,
    backends: { compiled: 'TensorFlow 编译图', webgpu: 'WebGPU', js: 'JavaScript' },
  },
  shortcuts: {
    title: '键盘快捷键',
    places: '前往设计、训练、记录、数据、研究',
    train: '开始训练',
    pause: '暂停或继续训练',
    search: '搜索记录',
    rows: '在各行间移动并打开',
    chart: '选中图表时：缩放、移动、还原',
    library: '打开资料库中的网络',
    libraryRows: '在该列表中：重命名、删除',
    settings: '设置',
    help: '此列表',
    close: '关闭对话框',
  },
  status: {
    queued: '排队中',
    starting: '准备中',
    running: '训练中',
    paused: '已暂停',
    completed: '已完成',
    stopped: '已停止',
    failed: '失败',
    interrupted: '已中断',
  },
  recipe: recipeZh,
  transfer: transferZh,
  augmentation: augmentationZh,
  design: designZh,
  canvas: canvasZh,
  views: viewsZh,
  inspector: inspectorZh,
  palette: paletteZh,
  library: libraryZh,
  data: dataZh,
  train: {
    newTitle: '新实验',
    name: '训练名称',
    network: '网络',
    data: '数据',
    train: '训练',
    queue: '加入队列',
    starting: '正在准备网络和数据……',
    queued: '等待前一个训练结束。',
    pause: '暂停',
    resume: '继续',
    stop: '停止',
    stopTitle: '停止这次训练？',
    stopText: '最佳权重和最后的权重都会保留，以后可以从那里接着训练。',
    keepTraining: '继续训练',
    openRun: '在记录中打开',
    fresh: '新实验',
    backToRun: '回到训练',
    other: (name) => `正在进行的训练是“${name}”。`,
    cannotStart: '训练无法开始',
    cannotControl: '操作没有成功',
    fixFields: '有设置项无效，请修正后再训练。',
    figures: {
      valAccuracy: '验证准确率',
      accuracy: '训练准确率',
      loss: '训练损失',
      valLoss: '验证损失',
      rate: '每秒图像数',
      left: '剩余时间',
      elapsed: '已用时间',
      soFar: (time) => `已用 ${time}`,
      best: (epoch) => `最佳，第 ${epoch} 轮`,
      latest: '最近一轮',
      smoothed: '最近若干步',
    },
    progress: '训练进度',
    epochOf: (epoch, epochs) => `第 ${epoch} 轮，共 ${epochs} 轮`,
    stepOf: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
    log: '日志',
    noLog: '还没有日志。',
    epochs: '各轮结果',
    noEpochs: '第一轮结束后会出现第一行。',
    ended: { completed: '训练完成', stopped: '训练已停止', failed: '训练失败', interrupted: '训练被中断' },
    result: (accuracy, epoch) => `最佳验证准确率为 ${accuracy}，出现在第 ${epoch} 轮。该轮与最后的权重都已保留。`,
    noResult: '训练在第一轮结束前就终止了，因此没有验证准确率。',
    layersDeep: '层数',
    parameters: '参数',
    multiplyAdds: '乘加运算',
    openDesign: '在设计中查看',
    chooseNetwork: '网络',
    networkOfRun: (name) => `${name}（来自训练记录）`,
    chooseData: '数据集',
    trainImages: (shown) => `${shown}用于训练`,
    testImages: (shown) => `${shown}用于验证`,
    noDatasets: '没有安装任何数据集。',
    classes: '类',
    images: (_, shown) => `${shown} 张图像`,
  },
  chart: {
    accuracy: '准确率',
    loss: '损失',
    training: '训练',
    validation: '验证',
    step: '步',
    epoch: '轮',
    axis: '横轴',
    smoothing: '平滑',
    log: '对数坐标',
    reset: '还原缩放',
    empty: '最初几步完成后会出现曲线。',
    help: '滚轮缩放，拖动放大一段，按住 Shift 拖动可移动。',
    summary: (points) => `共 ${points} 个点。`,
    series: (name, last, low, high) => `${name}：当前 ${last}，范围 ${low} 至 ${high}。`,
    at: (axis, value) => `第 ${value} ${axis}`,
  },
  runs: runsZh,
  history: historyZh,
  fields: fieldsZh,
  queue: queueZh,
  lineage: lineageZh,
  interchange: interchangeZh,
  machine: machineZh,
  rates: ratesZh,
  sweeps: sweepsZh,
  compare: compareZh,
  layers: layersZh,
  evaluate: evaluateZh,
  exporting: exportZh,
  apply: applyZh,
  inside: insideZh,
  studies: studiesZh,
} satisfies Dictionary;
