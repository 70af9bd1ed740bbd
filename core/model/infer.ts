import type { Architecture } from './architecture.ts';
import { Build } from './build.ts';
import { BuildScope } from './build-scope.ts';
import type { Inference, Target } from './inference.ts';
import { checkTarget } from './network-checks.ts';

/** Sizes, costs and the network of an architecture on given data. Never throws; what is wrong sits on the node that causes it. */
export function inferArchitecture(architecture: Architecture, target: Target): Inference {
  const build = new Build(architecture, target.classes);
  const wrongTarget = checkTarget(target);
  if (wrongTarget !== undefined) return build.finish(architecture.name, target, undefined, [wrongTarget]);
  const input = build.addInput(target.input);
  const output = new BuildScope(build, undefined, (id) => id).visit(architecture.root, input);
  return build.finish(architecture.name, target, output?.shape, []);
}
