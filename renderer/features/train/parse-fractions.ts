/** Reads `0.5, 0.75`: numbers from 0 to 1 in any order, given back ascending. Undefined when it is anything else, or more than a hundred. */
export function parseFractions(text: string): number[] | undefined {
  const parts = text
    .split(/[,，;\s]+/u)
    .filter((part) => part !== '')
    .map((part) => (/^(\d+\.?\d*|\.\d+)$/.test(part) ? Number(part) : NaN));
  const valid = parts.length > 0 && parts.length <= 100 && parts.every((part) => part >= 0 && part <= 1);
  return valid ? parts.sort((a, b) => a - b) : undefined;
}
