import type { ProblemCode } from './problems.ts';

/** Chinese wording of every problem, for the page and for what is said outside it. Places and conditions are written as in the English one. */
export const problemWordingsZh = {
  'unknown-preset': '没有名为“{name}”的预设网络。可用的预设：{known}。若要使用文件，请给出以 .json 结尾的路径。',
  'unreadable-file': '无法读取文件 {file}：{detail}。请检查路径和读取权限。',
  'invalid-architecture': '网络“{name}”无法使用。位置 {path}：{detail} {mend}',
  'invalid-run-spec': '设置项 {path} 无效：{detail}。',
  'unknown-dataset': '没有名为“{name}”的数据集。可用的数据集：{known}。',
  'dataset-missing': '{name} 的图像不在应有的位置：缺少 {path}。请重新安装应用或重新导入该数据集。',
  'dataset-corrupt': '[name?数据集 {name} 的|]文件 {path} 无法使用：{detail}。请换上完好的副本。',
  'dataset-exists': '已有名为“{name}”的数据集。请为新的数据集另取名称，或先移除原有的。',
  'dataset-built-in': '数据集“{name}”随 Blockyard 提供，无法移除。',
  'dataset-in-use': '训练“{id}”正在使用或等待使用数据集“{name}”。请先停止它，或等它结束。',
  'dataset-changed':
    '{name} 的图像已不是这次训练开始时的图像，因此训练无法继续。请以此名称重新导入原来的图像，或开始新的训练。',
  'dataset-lost':
    '训练途中无法再读取 {name} 的图像：{path}：{detail}。[epoch?第 {epoch} 轮的权重已保留。|尚未完成任何一轮。]请检查磁盘，若数据集已不在请重新导入，然后重新训练。',
  'dataset-name': '“{name}”不能用作数据集名称。请使用字母、汉字或数字，最多 100 个字符。',
  'dataset-classes': '数据集“{name}”有 {count} 个类别。请为每个类别各取一个互不相同的名称。',
  'dataset-unusable': '{path} 中的内容无法用于训练：{detail}。',
  'unknown-format':
    '在 {path} 中没有找到 Blockyard 能识别的数据集：{detail}。可读取每个类别一个子文件夹的图片文件夹、带有文件与标签表格（CSV）的图片文件夹、IDX 文件（原始或 .gz），以及 CIFAR-10 和 CIFAR-100（压缩包或解压后的文件）。',
  'path-not-given': '没有读取 {path}，因为它既未经选择，也未拖到窗口中。请用“导入”按钮选择它，或将它拖到窗口中。',
  'import-cancelled': '导入已取消，未保留任何内容。',
  'export-cancelled': '导出已取消，未保留任何内容。',
  'unknown-download': '没有可下载的数据集“{name}”。可下载的有：{known}。',
  'download-failed':
    '无法从 {host} 下载文件 {file}：{detail}。已下载的部分会保留，下次从中断处继续。如果能以其他方式取得该文件，请直接导入。',
  'download-damaged':
    '从 {host} 下载的文件 {file} 与发布的文件不符（校验和不同），已被丢弃。请重试，或以其他方式取得该文件后导入。',
  'download-cancelled': '下载已停止。已下载的部分会保留，下次从中断处继续。',
  'download-busy': '数据集“{name}”已在另一个窗口或终端中下载。请等待它完成。',
  'data-process-ended':
    '数据处理意外结束（{detail}），未保留任何内容。请重试；若再次发生，请减少文件数量，或查看日志。',
  'unknown-run': '没有编号为“{id}”的训练记录。请在“记录”中查看现有的训练。',
  'unknown-sweep': '没有编号为“{id}”的扫描或研究。请列出现有的扫描和研究。',
  'unknown-network': '资料库中已没有这个网络。请打开其他网络，或从“已删除”中恢复它。',
  'unknown-version': '资料库中已没有该网络的这个版本。请选择其他版本。',
  'run-not-active': '训练“{id}”目前没有在进行，因此无法暂停、继续或停止。',
  'run-active': '训练“{name}”（{id}）正在进行或等待进行。请先停止它，再删除。没有删除任何内容。',
  'run-not-waiting': '训练“{name}”（{id}）不在队列中等待：它正在进行、已经结束或已被移出。没有更改任何内容。',
  'run-not-ended': '训练“{name}”（{id}）正在进行或等待进行。请等它结束或先停止它，再接着训练。',
  'run-complete': '训练“{name}”（{id}）已完成全部 {epochs} 轮。要接着训练，请设定更多的轮数。',
  'run-no-weights': '训练“{name}”（{id}）没有可接着训练的已保存权重，或权重已从其文件夹中移走。请从头重新训练。',
  'run-not-deleted': '训练“{name}”（{id}）不在已删除的记录中，因此没有彻底删除。请先删除它。没有清除任何内容。',
  'invalid-query': '筛选条件在第 {at} 个字符“{part}”处无法读取：{detail}',
  'no-space': '{path} 所在的磁盘已满。已保存的内容没有丢失。请清理空间后重试。',
  'not-writable': 'Blockyard 无法写入 {path}：{detail}。请改用其他文件夹或修改其权限。',
  'backend-unavailable': '训练后端“{backend}”无法在此运行：{detail}。请选择“自动”，使用本机可用的后端。',
  'engine-crashed':
    '训练进程意外结束（{detail}），训练已停止。[epoch?第 {epoch} 轮的权重已保留。|此前还没有保存过权重。]请重新训练，或查看日志。',
  'engine-out-of-memory':
    '训练时内存不足（{detail}）。[epoch?第 {epoch} 轮的权重已保留。|此前还没有保存过权重。]请使用小于 {batchSize} 的批大小，或更小的网络。',
  'engine-unresponsive':
    '训练已有 {seconds} 秒没有响应，因而被终止。[epoch?第 {epoch} 轮的权重已保留。|此前还没有保存过权重。]请重新训练，或查看日志。',
  'measuring-failed': '无法测量本机的速度（{detail}），因此不预测训练时间。训练本身不受影响。请重新测量，或查看日志。',
  'measuring-waits': '训练“{id}”正在占用本机，现在无法测量速度。请在它结束后重试。',
  'preview-failed': '无法显示数据增强的效果（{detail}）。训练本身不受影响。请重试，或查看日志。',
  'rate-test-failed': '无法完成学习率测试（{detail}）。训练不受影响。请重试；若再次发生，请减小批大小，或查看日志。',
  'weights-missing': '训练“{name}”没有可用的权重：其文件夹中缺少 {file}。请训练到至少完成一轮，或重新训练。',
  'evaluation-size': '{name} 的图像为 {found}，而该模型是用 {wanted} 的图像训练的。请选择图像大小一致的数据集。',
  'evaluation-classes': '{name} 的类别（{found}）与该模型区分的类别（{wanted}）不同。请选择类别相同的数据集。',
  'evaluation-empty': '{name} 的这一部分没有可供评估的图像。请选择其他部分。',
  'evaluation-images': '这两个模型各有不同的图像，因此无法在这些图像上比较。请在同一数据集的同一部分上评估两者。',
  'model-channels': '该模型接受 {channels} 个通道的图像，而图片只有一个（灰度）或三个（彩色）通道。请改用数据集评估。',
  'model-pixels': '提交的 {count} 张图像不是该模型所需的大小 {wanted}。',
  'model-layer': '该模型的层或权重 {layer} 没有可显示的内容。请选择其他层。',
  'model-failed': '无法使用训练好的模型（{detail}）。记录及其权重不受影响。请重试，或查看日志。',
  'export-exists': '{path} 处已有内容，未写入任何东西。请另取名称，或选择替换它。',
  'export-occupied': '{path} 处的内容不是先前导出的同类模型，因此不会替换，未写入任何东西。请另取名称。',
  'export-too-large':
    '“{name}”的权重有 {gigabytes} GB，而 {format} 格式的文件最多容纳 2 GB。请改为导出 safetensors 或 Keras 格式。',
  'bundle-unreadable':
    '无法从文件 {path} 导入训练：{detail}。没有导入任何内容。请换一份副本，或在训练它的电脑上重新导出。',
  'bundle-newer':
    '{path} 中的训练由更新版本的 Blockyard 导出（格式 {found}；当前支持 {known}）。没有导入任何内容。请更新 Blockyard。',
  'run-known': '资料库中已有训练“{name}”（{id}），可能在已删除的记录中。没有导入任何内容。',
  'non-finite-loss':
    '第 {step} 步时损失变成了 {value}；最先出现非数值的层是 {layer}。训练已停止[epoch?，第 {epoch} 轮最后的正常权重已保留。|，尚未完成任何一轮，因此保留了初始权重。]请尝试低于 {learningRate} 的学习率。',
  'checkpoint-corrupt': '{path} 中保存的权重已损坏：{detail}。',
  'transfer-gone': '这次训练要采用的权重（来自 {source}）已不存在，或已变成其他权重。请重新选择作为起点的训练或文件。',
  'transfer-unfit':
    '{path} 中的权重都无法采用：没有一个与网络“{network}”的权重名称和形状一致。请选择含有相同模块的网络的权重，或使用新的权重。',
  'library-newer':
    '{path} 中的资料库由更新版本的 Blockyard 写入（版本 {found}；当前支持 {known}）。未作任何改动。请更新 Blockyard。',
  'library-corrupt': '{path} 中的资料库已损坏：{detail}。未作任何改动。请从备份恢复，或将其移走以新建资料库。',
  interrupted: '训练被中断。[epoch?第 {epoch} 轮的权重已保留。|此前还没有保存过权重。]',
  internal: 'Blockyard 内部出错：{detail}。请连同日志一起反馈。',
} satisfies Record<ProblemCode, string>;
