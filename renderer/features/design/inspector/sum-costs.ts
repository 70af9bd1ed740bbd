import { type Cost, type Node, type NodeReport, outermost } from '../../../../core/model/index.ts';

/** What nodes cost together; what is in another of them is not counted again. */
export function sumCosts(root: Node, nodes: readonly Node[], reports: readonly NodeReport[]): Cost {
  const ids = new Set(outermost(root, new Set(nodes.map(({ id }) => id))).map(({ id }) => id));
  let [total, trainable, macs, activationBytes] = [0, 0, 0, 0];
  for (const report of reports) {
    if (!ids.has(report.id)) continue;
    total += report.params.total;
    trainable += report.params.trainable;
    macs += report.macs;
    activationBytes += report.activationBytes;
  }
  return { params: { total, trainable }, macs, activationBytes };
}
