export { augmentCompiled } from './augment.ts';
export { createCompiledExecutor } from './executor.ts';
export { openCompiledInference } from './inference.ts';
