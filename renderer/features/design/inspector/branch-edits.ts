import type { InceptionBranches, InceptionUnit } from '../../../../core/model/index.ts';

type Units = InceptionBranches[number];

/** Changes one unit; a pooling has no filters of its own. */
export function changeUnit(
  branches: InceptionBranches,
  branch: number,
  index: number,
  changes: Partial<InceptionUnit>,
): InceptionBranches {
  return changeBranch(branches, branch, (units) =>
    units.map((unit, position) => {
      if (position !== index) return unit;
      const changed = { ...unit, ...changes };
      return changed.layer === 'conv' ? changed : { ...changed, filters: null };
    }),
  );
}

export function addUnit(
  branches: InceptionBranches,
  branch: number,
  index: number,
  unit: InceptionUnit,
): InceptionBranches {
  return changeBranch(branches, branch, (units) => [...units.slice(0, index), unit, ...units.slice(index)]);
}

export function removeUnit(branches: InceptionBranches, branch: number, index: number): InceptionBranches {
  return changeBranch(branches, branch, (units) => units.filter((_, position) => position !== index));
}

/** A branch like the classic ones, with a kernel that the block does not have yet. */
export function newBranch(branches: InceptionBranches): Units {
  const sides = new Set(branches.flat().flatMap(({ layer, size }) => (layer === 'conv' ? size : [])));
  const side = [3, 5, 7].find((known) => !sides.has(known)) ?? 3;
  return [
    { layer: 'conv', size: [1, 1], filters: null },
    { layer: 'conv', size: [side, side], filters: null },
  ];
}

/** Whether a branch begins with a kernel that a 1x1 convolution in front of it would make cheaper. */
export function reducible([first]: Units): boolean {
  return first?.layer === 'conv' && Math.max(...first.size) > 1;
}

function changeBranch(branches: InceptionBranches, branch: number, change: (units: Units) => Units): InceptionBranches {
  return branches.map((units, index) => (index === branch ? change(units) : units));
}
