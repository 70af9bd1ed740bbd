import type { AdviceCode } from '../../core/model/index.ts';

/** Chinese wording of all advice on a network; the English one is the model's own. `{name}` stands for a fact. */
export const modelAdviceZh = {
  degradation: {
    what: '网络中的每条路径都要经过 {layers} 个卷积层和全连接层。',
    why: '连续超过约 20 层后，没有捷径的网络越深反而越差，在训练数据上也是如此：这是退化，不是过拟合。每隔两三层加一条捷径，信号和梯度才能顺利通过（He 等 2015，arXiv:1512.03385，第 4 节）。',
    mend: '请用带捷径的残差模块包住这些层。',
  },
  'bias-before-batch-norm': {
    what: '批归一化之前的 {biases} 个偏置不起作用。',
    why: '批归一化会减去每个通道的均值，偏置所加的值也随之消失；它自带的平移（beta）已能起到偏置的作用（Ioffe 与 Szegedy 2015，arXiv:1502.03167，第 3.2 节）。',
    mend: '请关闭偏置。',
  },
  'dropout-before-batch-norm': {
    what: '比率为 {rate} 的随机失活位于批归一化之前。',
    why: '随机失活使训练时的数值波动大于使用时，而批归一化会记下训练时的方差：训练之后它就按不再成立的方差缩放，比率越高偏差越大（Li 等 2018，arXiv:1801.05134）。',
    mend: '请只在最后一个批归一化之后使用随机失活。',
  },
  'missing-activation': {
    what: '这一层与下一个卷积层或全连接层之间没有激活函数。',
    why: '线性层的线性组合仍是一个线性层：中间没有非线性，两层无论有多少权重，能学到的都不比一层多。',
    mend: '请在两者之间加入激活函数，例如 ReLU。',
  },
  'activation-twice': {
    what: '这个 ReLU 不起作用：它的输入已经经过一次 ReLU。',
    why: 'ReLU 把负数变为零，经过第一次之后就没有负数了。两者之间的池化和随机失活不会改变这一点。',
    mend: '请删除它，或在两者之间加入卷积层或全连接层。',
  },
  'softmax-between-layers': {
    what: 'softmax 之后还有其他层。',
    why: 'softmax 使每个位置的数值之和为一，后面的层几乎只能看出哪个值最大，梯度也很难传回来。它应放在网络末尾，那里的数值是各类别的得分。',
    mend: '请在此处改用 ReLU。',
  },
  'softmax-twice': {
    what: '类别得分经过的 softmax 不是最后一层，因此会再经过一次 softmax。',
    why: '除非最后一层就是 softmax，交叉熵损失会对网络的输出再取 softmax。概率介于 0 和 1 之间，对它再取 softmax 永远无法确信某个类别，损失居高不下，梯度也很小。',
    mend: '请删除这个 softmax，或把它移到最末尾。',
  },
  'activation-on-scores': {
    what: '类别得分在 softmax 之前经过了 {function}。',
    why: '交叉熵损失对得分取 softmax，得分应可正可负、可大可小。{function} 会先改变它们：被截掉或压缩的部分，网络无法再表达，也得不到梯度。',
    mend: '请让最后的全连接层以 softmax 结尾，或不用激活函数。',
  },
  'dropout-on-scores': {
    what: '随机失活直接作用在类别得分上。',
    why: '每个训练步都会把 {percent}% 的类别得分变为零，正确的类别也不例外，由此产生的噪声没有后续的层可以弥补。随机失活适用于之后还会被组合的特征（Srivastava 等 2014）。',
    mend: '请把随机失活移到最后的全连接层之前，或删除它。',
  },
  'large-kernel': {
    what: '两个 3x3 卷积可以代替这个 5x5，参数由 {before} 降为 {after}。',
    why: '两个 3x3 卷积核看到同样的 5x5 像素，权重为 18 而不是 25，中间的激活函数还能分辨更多（Simonyan 与 Zisserman 2014，arXiv:1409.1556，第 2.3 节）。',
    mend: '请改用两个连续的 3x3 卷积。',
  },
  'unreduced-branch': {
    what: '分支中的 {kernel} 卷积处理全部 {channels} 个通道；先用 1x1 卷积降到 {reduced} 个，权重由 {before} 降为 {after}。',
    why: '分支只需要输入的概要。先用便宜的 1x1 卷积混合并减少通道，正是 Inception 模块开销不大的原因（Szegedy 等 2014，arXiv:1409.4842，第 4 节）。',
    mend: '请在前面加一个卷积核较少的 1x1 卷积。',
  },
  'flatten-into-dense': {
    what: '展平 {size} 的特征图之后，这个全连接层占全部参数的 {percent}%：{weights} 个。',
    why: '它为图像的每个位置单独学习权重，容易过拟合，而且只适用于一种图像尺寸。全局平均池化每个通道只传递一个值，这里只需 {pooled} 个权重（Lin 等 2013，arXiv:1312.4400，第 3.2 节）。',
    mend: '请用全局平均池化代替展平，或在之前多池化。',
  },
  'early-collapse': {
    what: '从这里起特征图只有 1x1，而后面还有 {layers} 个核大于 1x1 的卷积。',
    why: '在单个像素上，卷积核除中心以外只会遇到补的零：这些权重永远学不到东西，也没有图案可找。',
    mend: '请减少此前的池化或步幅，或使用更大的图像。',
  },
  'pooling-twice': {
    what: '连续两次池化使特征图一下子缩小到 {factor} 分之一。',
    why: '两者之间没有任何学习：第一次池化留下的内容，还没有层在该尺寸上看过就被丢弃。',
    mend: '请在两者之间加入卷积，或删除其中之一。',
  },
} satisfies Record<AdviceCode, { readonly what: string; readonly why: string; readonly mend: string }>;
