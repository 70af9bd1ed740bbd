export const canvasEn = {
  blocks: (count: string) => `${count} blocks`,
  copies: 'copy',
};
