import type { Dictionary } from './en.ts';

export const exportZh = {
  open: '导出',
  title: '导出训练好的模型',
  weights: '权重',
  format: '格式',
  formats: {
    keras: { name: 'Keras', text: '一个 .keras 文件。Keras 3 用 load_model 载入，并可继续训练。' },
    savedmodel: {
      name: 'TensorFlow SavedModel',
      text: '带有服务签名的文件夹，供 TensorFlow 和 TensorFlow Serving 使用。',
    },
    onnx: { name: 'ONNX', text: '一个 .onnx 文件，供多种语言和设备上的 ONNX Runtime 使用。' },
    tfjs: { name: 'TensorFlow.js', text: '网页可用 loadLayersModel 载入的文件夹。' },
    python: { name: 'Keras 代码', text: '包含构建网络的可读 Python 代码及其权重的文件夹。' },
    safetensors: { name: '仅权重', text: '一个 .safetensors 文件，按名称存放每个权重，任何语言都可读取。' },
  },
  inputs: '模型接受取值 0 到 1 的图像（字节除以 255），给出各类别的概率。',
  choose: '选择位置…',
  steps: { load: '正在载入权重', write: '正在写入文件', check: '正在试用写入的模型', done: '正在放到所选位置' },
  failed: '模型未导出',
  done: '模型已导出',
  about: (_, shown, size, epoch) => `${shown} 个文件，${size}，第 ${epoch} 轮的权重`,
  copyPath: '复制路径',
  tried: (runtime, images, difference) => `已用 ${runtime} 在 ${images}上试用：其概率与原模型最多相差 ${difference}。`,
  triedFar: '这超出了舍入误差的范围，请反馈。',
  images: {
    test: (shown) => `${shown} 张测试图像`,
    train: (shown) => `${shown} 张训练图像`,
    random: (shown) => `${shown} 张噪声图像（数据集已不在）`,
  },
  untried: (reader) =>
    `未在本机试用：此格式由 ${reader} 读取，Blockyard 不含该程序。Blockyard 自身的测试用 ${reader} 载入此格式。`,
  again: '再导出一个',
  close: '关闭',
} satisfies Dictionary['exporting'];
