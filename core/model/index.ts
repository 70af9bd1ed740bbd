export {
  type Architecture,
  architectureFormat,
  architectureSchema,
  architectureVersion,
  parseArchitecture,
  parseArchitectureText,
  serializeArchitecture,
} from './architecture.ts';
export type { Block, BlockCategory, CompositeBlock, ContainerBlock, LayerBlock } from './block.ts';
export { planShortcut } from './blocks/residual.ts';
export { blocks, childLists, childPath, createNode, isNodeKind, nodeKinds } from './blocks/registry.ts';
export { type InceptionBranches, type InceptionUnit, formatBranches } from './blocks/inception-branches.ts';
export { type Cost, type ParameterCount, countMultiplyAdds } from './cost.ts';
export { type BlockDefinition, Definitions, type Knob, type KnobTarget } from './definitions.ts';
export {
  type ArchitectureDiff,
  type DiffEntry,
  type DiffPlace,
  type FieldChange,
  diffArchitectures,
} from './diff/diff.ts';
export { duplicateNodes, gapBehind, insertNodes, moveNodes, removeNodes, selectableIds } from './edits/arrange.ts';
export { explodeNode, setFields, setLabel } from './edits/change.ts';
export { copyNodes, pasteNodes } from './edits/clipboard.ts';
export {
  type Imported,
  importDefinition,
  neededDefinitions,
  removeDefinition,
  updateDefinition,
} from './edits/definitions.ts';
export { explode, explodeAll } from './edits/explode.ts';
export { applyFix, applyFixes } from './edits/fixes.ts';
export { type EditHistory, recordEdit, redoEdit, startHistory, undoEdit } from './edits/history.ts';
export { makeBlock, suggestKnobs } from './edits/make-block.ts';
export { type Edit, type Edited, type Gap, type Located, findNode, locate, outermost } from './edits/tree.ts';
export {
  type WrapKind,
  addBranch,
  consecutive,
  moveBranch,
  removeBranch,
  unwrapNode,
  wrapNodes,
} from './edits/wrap.ts';
export type { Control, Field, Fields } from './fields.ts';
export { inferArchitecture } from './infer.ts';
export type { Inference, NodeReport, Target, Totals } from './inference.ts';
export { initialWeights } from './initialize.ts';
export { kerasCode } from './keras/keras-code.ts';
export { limits } from './limits.ts';
export { type Advice, lintArchitecture } from './lint/lint.ts';
export { type AdviceCode, adviceWordings } from './lint/registry.ts';
export * from './network.ts';
export type { FieldName, Node, NodeBase, NodeKind } from './node.ts';
export { type Paper, type Preset, findPreset, isPairDepth, networkPair, pairDepths, presets } from './presets.ts';
export {
  type ModelFacts,
  type ModelFix,
  type ModelProblem,
  type ModelProblemCode,
  type NodeDraft,
  fillFacts,
  modelProblem,
  modelProblemWordings,
} from './problem.ts';
export { applyOverrides } from './overrides.ts';
export { permutation, randomStream } from './random.ts';
export type { Result } from './result.ts';
export { imageCopies, type TrainingMemory, trainingMemory } from './training-memory.ts';
export { type Work, type WorkKind, trainingWork, workKinds } from './training-work.ts';
export {
  type FreshReason,
  type LayerTransfer,
  freezeNodes,
  headOf,
  matchWeights,
  nodesWithin,
  suggestFresh,
} from './transfer.ts';
export { nodesOf } from './tree.ts';
export { uniqueName } from './unique-name.ts';
export {
  type ImageShape,
  type Shape,
  type VectorShape,
  formatShape,
  isImageShape,
  sameShape,
  sizeOf,
} from './shape.ts';
