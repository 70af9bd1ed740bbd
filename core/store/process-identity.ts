import { readFileSync } from 'node:fs';

/** Whether a process with this number exists. Says nothing about whether it is still the same one. */
function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and it is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * When a process started, in a form that no other process with the same number will ever have (Linux: the boot's id and the start time in
 * clock ticks, proc(5) field 22). Undefined where the process is not there or the platform does not tell.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name of the program, field 2, stands in brackets and may hold anything, brackets too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === 'Z' ? undefined : `${boot}:${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

/** Whether the very process that had this number and start time still runs; undefined where that cannot be told. */
export function isSameProcess(pid: number, start: string | null): boolean | undefined {
  if (!processExists(pid)) return false;
  if (start === null || process.platform !== 'linux') return undefined;
  return processStart(pid) === start;
}
