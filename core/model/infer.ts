import type { Architecture } from './architecture.ts';
import { Build } from './build.ts';
import { BuildScope } from './build-scope.ts';
import type { Inference, Target } from './inference.ts';
import type { NetworkLayer } from './network.ts';
import { checkTarget } from './network-checks.ts';

/** Sizes, costs and the network of an architecture on given data. Never throws; what is wrong sits on the node that causes it. */
export function inferArchitecture(architecture: Architecture, target: Target): Inference {
  return inferWithLayers(architecture, target).inference;
}

/** As `inferArchitecture`, with the layers that could be built where there are problems; an input that is unknown there is -1. */
export function inferWithLayers(
  architecture: Architecture,
  target: Target,
): { readonly inference: Inference; readonly layers: readonly NetworkLayer[] } {
  const build = new Build(architecture, target.classes);
  const wrongTarget = checkTarget(target);
  if (wrongTarget !== undefined)
    return { inference: build.finish(architecture.name, target, undefined, [wrongTarget]), layers: [] };
  const input = build.addInput(target.input);
  const output = new BuildScope(build, undefined, (id) => id).visit(architecture.root, input);
  return { inference: build.finish(architecture.name, target, output?.shape, []), layers: build.layers };
}
