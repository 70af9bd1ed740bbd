import { totalmem } from 'node:os';
import { imageBudget } from '../protocol/image-budget.ts';

/** `imageBudget` of this machine, in bytes; BLOCKYARD_IMAGE_MEMORY, in MiB, overrides it. */
export function imageBudgetHere(): number {
  const given = Number(process.env['BLOCKYARD_IMAGE_MEMORY']);
  return given > 0 ? given * 2 ** 20 : imageBudget(totalmem());
}
