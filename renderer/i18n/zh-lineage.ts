import type { Dictionary } from './en.ts';

export const lineageZh: Dictionary['lineage'] = {
  title: '来源',
  origins: {
    again: '再次训练自',
    fork: '分支自',
    continue: '接续自',
    sweep: '属于一次扫描',
  },
  descendants: {
    again: '再次训练为',
    fork: '分支为',
    continue: '接续为',
    sweep: '属于一次扫描',
  },
  gone: '已彻底删除的训练',
  again: '再次训练',
  fork: '修改后训练',
  continue: '接着训练',
  continueTitle: (name) => `接着训练 ${name}`,
  epochs: '总轮数',
  trained: (done, planned) => `已训练 ${planned} 轮中的 ${done} 轮。`,
  same: '作为同一个训练继续，得到的权重与没有中断时相同。',
  fresh: '新的训练从这个训练的最后权重接着进行，并带有它的曲线。这个训练保持不变。',
  whole: '结果与一开始就设定这么多轮的训练相同。',
  rates: (before, after) =>
    `学习率取决于训练的总长度：之前是 ${before}，接着从 ${after} 开始。从头按这个长度训练时，前面的学习率会不同。`,
  tooFew: (done) => `请设定多于已训练的 ${done} 轮。`,
  complete: '它的全部轮数已训练完。请设定更多的轮数。',
  start: '接着训练',
  cancel: '取消',
  forkOf: (name) => `相对于“${name}”的修改`,
  noChanges: '还没有修改：会得到同样的训练。',
  forget: '不作为分支',
  was: '之前',
  becomes: '现在',
};
