import type { Dictionary } from './en.ts';

export const queueZh: Dictionary['queue'] = {
  title: '队列',
  waits: (_, shown) => `${shown} 个训练在等待`,
  paused: '已暂停：不会开始等待中的训练。',
  pause: '暂停队列',
  resume: '继续队列',
  atOnce: '同时进行',
  atOnceHelp: '同时进行几个训练。多个训练共用处理器，每个都会变慢。',
  perCard: (cards) => `${cards} 块显卡各进行一个训练`,
  front: (name) => `接下来训练 ${name}`,
  up: (name) => `上移 ${name}`,
  down: (name) => `下移 ${name}`,
  remove: (name) => `将 ${name} 移出队列`,
  priority: (value) => `优先级 ${value}`,
  epochs: (_, shown) => `${shown} 轮`,
  keys: '按 Alt 加方向键移动训练，按 Delete 移出。',
  added: (name) => `已加入队列：${name}`,
  addedText: '前面的训练结束后就会开始。',
  removed: (_, shown) => `已将 ${shown} 个训练移出队列`,
};
