import type { Dictionary } from './en.ts';

export const canvasZh = {
  blocks: (count) => `${count} 个模块`,
  copies: '复制',
} satisfies Dictionary['canvas'];
