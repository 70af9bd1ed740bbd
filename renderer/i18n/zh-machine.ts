import type { machineEn } from './en-machine.ts';

export const machineZh: typeof machineEn = {
  title: '电脑',
  machine: (cpu, cores) => `${cpu}，${cores} 线程`,
  lines: {
    cpu: '处理器（全部）',
    processCpu: '处理器（本次训练）',
    processMemory: '内存（本次训练）',
    machineMemory: '内存（全部）',
    gpu: '显卡',
    gpuMemory: '显存',
  },
  course: (name, least, most) => `${name}：${least} 到 ${most}`,
  cpu: '处理器',
};
