/** How busy a machine was while a run trained. */
export const machineEn = {
  title: 'Machine',
  machine: (cpu: string, cores: string) => `${cpu}, ${cores} threads`,
  lines: {
    cpu: 'Processor, everything',
    processCpu: 'Processor, this training',
    processMemory: 'Memory, this training',
    machineMemory: 'Memory, everything',
    gpu: 'Graphics card',
    gpuMemory: 'Its memory',
  },
  course: (name: string, least: string, most: string) => `${name}: from ${least} to ${most}`,
  cpu: 'Processor',
};
