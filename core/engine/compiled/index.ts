export { createCompiledExecutor } from './executor.ts';
