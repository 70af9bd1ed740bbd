import type { ModelProblemCode } from '../../core/model/index.ts';

/** Chinese wording of everything that can be wrong with a network; the English one is the model's own. `{name}` stands for a fact. */
export const modelProblemsZh = {
  'not-json': { what: '文本不是 JSON：{detail}。', mend: '请用文本编辑器修正，或重新导出网络。' },
  unreadable: { what: '无法读取文档：{detail}。', mend: '请使用普通的 JSON 文档。' },
  'not-an-object': { what: '这里是 {value}，应为 {expected}。', mend: '请改正此处。' },
  'unknown-format': {
    what: '文档声明为 {value}，不是 Blockyard 网络。',
    mend: '请选择 "format" 为 "blockyard.architecture" 的文件。',
  },
  'unknown-version': {
    what: '文档版本为 {value}；本程序可读取的最新版本是 {newest}。',
    mend: '请更新 Blockyard，或用旧版本另存文档。',
  },
  'missing-field': { what: '缺少字段 "{field}"。', mend: '请添加该字段：{expected}。' },
  'unknown-field': { what: '这里没有字段 "{field}"。', mend: '请删除或改名。可用字段：{known}。' },
  'invalid-field': { what: '"{field}" 的值是 {value}。', mend: '应为 {expected}。' },
  'unknown-kind': {
    what: '没有类型为 {value} 的模块。',
    mend: '请使用现有的类型，例如 {closest}。可用类型：{known}。',
  },
  'invalid-id': {
    what: '编号 {value} 不可用。',
    mend: '请使用最多 200 个字母、数字、"_"、"-"、"."，以字母或数字开头；或省略编号。',
  },
  'duplicate-id': { what: '编号 "{value}" 已被 {other} 使用。', mend: '请为每个模块指定不同的编号，或省略编号。' },
  'too-many-nodes': { what: '网络展开后超过 {limit} 个模块。', mend: '请减少模块或重复次数。' },
  'too-deep': { what: '模块嵌套超过 {limit} 层。', mend: '请把此模块从外层模块中移出。' },
  'name-too-long': {
    what: '外层各模块的编号使名称超过 {limit} 个字符。',
    mend: '请使用更短的编号，或减少嵌套。',
  },
  'no-target': {
    what: '此重复中没有带字段 "{field}" 的模块可改。',
    mend: '请从 "first" 中删除它，或添加带此字段的模块。',
  },
  'unknown-definition': {
    what: '此处没有可用的自定义模块 {value}。',
    mend: '请使用 {closest}，或在 "definitions" 中把它加到使用它的模块之前。现有：{known}。',
  },
  'no-definitions': {
    what: '没有自定义模块 {value}，此处也没有其他可用的自定义模块。',
    mend: '请在 "definitions" 中把它加到使用它的模块之前。',
  },
  'knob-without-node': {
    what: '旋钮 "{knob}" 设置 {value} 的字段，但自定义模块中没有此模块。',
    mend: '请使用其 "body" 中某个模块的 "id"。',
  },
  'knob-without-field': {
    what: '旋钮 "{knob}" 设置 "{node}" 的 {value}，这不是旋钮可以设置的字段。',
    mend: '请使用该模块的字段；若它本身是自定义模块，请使用它的旋钮。',
  },
  'knob-field-taken': {
    what: '旋钮 "{other}" 和 "{knob}" 都设置 "{node}" 的 "{field}"。',
    mend: '请只用一个旋钮设置它。',
  },
  'knob-targets-differ': {
    what: '旋钮 "{knob}" 设置的字段类型或值不同。',
    mend: '请在 "body" 中让它们取相同的值，或各用一个旋钮。',
  },
  'repeat-reaches-in': {
    what: '外层的重复模块会在第一次重复时修改其中某个模块的 {fields}。',
    mend: '请为该字段设置一个同名的旋钮。',
  },
  'definition-in-use': {
    what: '自定义模块 "{name}" 还有 {count} 个实例。',
    mend: '请先删除或展开它们。',
  },
  'unknown-node': { what: '没有编号为 {value} 的模块。', mend: '请使用网络中已有模块的编号。' },
  'not-expandable': { what: '此模块不代表其他模块。', mend: '请选择组合模块或重复模块。' },
  'root-stays': { what: '整个网络不能移动、复制或删除。', mend: '请选择网络中的模块。' },
  'move-into-itself': { what: '模块不能移到它自己里面。', mend: '请选择它外面的位置。' },
  'no-gap': { what: '模块 {value} 中没有这个位置。', mend: '请选择网络中两个模块之间的位置。' },
  'not-consecutive': { what: '所选模块不是连续的。', mend: '请选择前后相接、中间没有遗漏的模块。' },
  'not-a-container': {
    what: '此模块不以这种方式容纳其他模块。',
    mend: '请选择序列、分支、残差或重复模块。',
  },
  'invalid-input': {
    what: '输入 {value} 不是网络可用的尺寸。',
    mend: '请使用高×宽×通道，例如 32x32x3，均为不小于 1 的整数，边长最大为 {limit}。',
  },
  'invalid-classes': { what: '类别数为 {value}。', mend: '请使用 2 至 {limit} 的整数。' },
  'needs-feature-map': {
    what: '{block} 需要特征图（高×宽×通道），却得到长度为 {features} 的向量。',
    mend: '请把它移到变为向量之前，或删除它。',
  },
  'needs-vector': { what: '{block} 需要向量，却得到 {input} 的特征图。', mend: '请在它前面加上展平或全局池化。' },
  'window-too-large': {
    what: '{window} 的窗口放不进 {input} 的特征图。',
    mend: '请使用 "same" 填充、更小的窗口，或减少前面的池化。',
  },
  'groups-mismatch': {
    what: '{groups} 组不能整除 {channels} 个输入通道和 {filters} 个卷积核。',
    mend: '请使用能同时整除两者的组数，例如 {suggestion}。',
  },
  'strides-with-dilation': { what: '步幅和空洞率不能同时大于 1。', mend: '请把其中之一设为 1。' },
  'unequal-strides': { what: '逐通道卷积的纵向和横向步幅不能不同（{strides}）。', mend: '请使用相同的步幅。' },
  'no-branches': { what: '此模块没有分支。', mend: '请添加分支，或删除此模块。' },
  'branches-differ': {
    what: '各分支的尺寸不同，无法用 {merge} 合并：{shapes}。',
    mend: '请让各分支的步幅和填充一致；相加时卷积核数也要一致。',
  },
  'shortcut-identity': {
    what: '主体把 {input} 变成了 {output}，无法与原输入相加。',
    mend: '请使用捷径 "auto"，或让主体保持输入的尺寸。',
  },
  'shortcut-shrinks': {
    what: '补零捷径无法把 {input} 变为 {output}：它只能增加通道。',
    mend: '请使用捷径 "projection"，或让主体至少有 {channels} 个卷积核。',
  },
  'shortcut-no-stride': {
    what: '主体把 {input} 变成了 {output}，没有步幅能让捷径得到该尺寸。',
    mend: '请在主体中使用 "same" 填充。',
  },
  'shortcut-vector': {
    what: '主体把 {input} 变成了 {output}，只有特征图才能投影到别的尺寸。',
    mend: '请让主体的输出与输入尺寸相同，或把它移出残差模块。',
  },
  'layer-too-large': { what: '{block} 对一张图像会产生 {values} 个值。', mend: '请减少卷积核数，或在它之前池化。' },
  'too-many-parameters': {
    what: '网络将有 {parameters} 个参数；上限为 {limit}。',
    mend: '请在展平前池化，或减少卷积核数和单元数。',
  },
  'no-layers': { what: '网络没有任何层。', mend: '请添加模块，并以每个类别一个单元的全连接层结尾。' },
  'output-not-vector': {
    what: '网络以 {output} 的特征图结尾，而不是每个类别一个值。',
    mend: '请以全局平均池化和带 softmax 的全连接层结尾。',
  },
  'output-not-classes': {
    what: '网络以 {units} 个值结尾，而数据有 {classes} 个类别。',
    mend: '请以单元数为 "classes" 的全连接层结尾。',
  },
} satisfies Record<ModelProblemCode, { readonly what: string; readonly mend: string }>;
