/**
 * What can be wrong with an architecture. A problem names its code and facts; the English wording is filled in from the table below, and a
 * window that speaks another language words the same code and facts itself.
 */
export interface ModelProblem {
  readonly code: ModelProblemCode;
  /** Where: `root/children/3/filters`; the empty path is the document itself. */
  readonly path: string;
  /** The document's node that is to blame, where there is one. */
  readonly nodeId: string | undefined;
  /** What is wrong, an English sentence. */
  readonly what: string;
  /** What would mend it, an English sentence. */
  readonly mend: string;
  readonly facts: ModelFacts;
  /** An edit that mends it; `applyFix` makes it. */
  readonly fix?: ModelFix;
}

export type ModelFacts = Readonly<Record<string, string | number>>;

/** A node to be made: its kind, and fields that differ from the defaults. */
export type NodeDraft = Readonly<Record<string, unknown>> & { readonly kind: string };

export type ModelFix =
  | { readonly kind: 'set-fields'; readonly nodeId: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'insert-before' | 'insert-after'; readonly nodeId: string; readonly nodes: readonly NodeDraft[] }
  | { readonly kind: 'append'; readonly nodes: readonly NodeDraft[] }
  | {
      readonly kind: 'wrap';
      /** Ids of blocks that follow each other; each run gets a container of its own. */
      readonly runs: readonly (readonly string[])[];
      readonly container: 'residual';
      /** Of the containers. */
      readonly fields: Readonly<Record<string, unknown>>;
      /** Of the last block of each run. */
      readonly last: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'remove'; readonly nodeId: string };

/** English wording of every problem; `{name}` stands for a fact. */
export const modelProblemWordings = {
  'not-json': {
    what: 'The text is not JSON: {detail}.',
    mend: 'Open the file in a text editor and correct it there, or export the network again.',
  },
  unreadable: { what: 'The document could not be read: {detail}.', mend: 'Use a plain JSON document.' },
  'not-an-object': { what: 'This is {value}, and should be {expected}.', mend: 'Put {expected} here.' },
  'unknown-format': {
    what: 'The document says it is {value}, not a Blockyard architecture.',
    mend: 'Choose a file whose "format" is "blockyard.architecture".',
  },
  'unknown-version': {
    what: 'The document has version {value}; the newest that this program reads is {newest}.',
    mend: 'Update Blockyard, or save the document with an older version of it.',
  },
  'missing-field': { what: 'The field "{field}" is missing.', mend: 'Add "{field}": {expected}.' },
  'unknown-field': { what: 'There is no field "{field}" here.', mend: 'Remove it or rename it. Fields: {known}.' },
  'invalid-field': { what: 'The value of "{field}" is {value}.', mend: 'Give {expected}.' },
  'unknown-kind': {
    what: 'There is no block of kind {value}.',
    mend: 'Use a kind that there is, such as {closest}. Kinds: {known}.',
  },
  'invalid-id': {
    what: 'The id {value} cannot be used.',
    mend: 'Use up to 200 letters, digits, "_", "-" and ".", starting with a letter or digit; or leave the id out.',
  },
  'duplicate-id': {
    what: 'The id "{value}" is already taken by {other}.',
    mend: 'Give each block its own id, or leave the id out.',
  },
  'too-many-nodes': {
    what: 'The network has more than {limit} blocks once it is unrolled.',
    mend: 'Use fewer blocks or fewer repeats.',
  },
  'too-deep': {
    what: 'Blocks are nested more than {limit} deep.',
    mend: 'Take this block out of some of the blocks around it.',
  },
  'name-too-long': {
    what: 'The ids of the blocks around this one make names of more than {limit} letters.',
    mend: 'Give them shorter ids, or nest them less deep.',
  },
  'no-target': {
    what: 'No block in this repeat has a field "{field}" to change.',
    mend: 'Remove "{field}" from "first", or add a block that has it.',
  },
  'unknown-definition': {
    what: 'There is no own block {value} that can be used here.',
    mend: 'Use {closest}, or add it to "definitions" above the blocks that use it. There are: {known}.',
  },
  'no-definitions': {
    what: 'There is no own block {value}, nor any other that can be used here.',
    mend: 'Add it to "definitions" above the blocks that use it.',
  },
  'knob-without-node': {
    what: 'The knob "{knob}" sets a field of {value}, and the own block has no such block inside.',
    mend: 'Use the "id" of a block in its "body".',
  },
  'knob-without-field': {
    what: 'The knob "{knob}" sets {value} of "{node}", which is not a field that a knob can set.',
    mend: 'Use one of the fields of that block, or one of the knobs where it is an own block itself.',
  },
  'knob-field-taken': {
    what: 'The knobs "{other}" and "{knob}" both set "{field}" of "{node}".',
    mend: 'Let one knob set it.',
  },
  'knob-targets-differ': {
    what: 'The knob "{knob}" sets fields that differ in type or value.',
    mend: 'Give them all the same value in the "body", or make a knob for each.',
  },
  'repeat-reaches-in': {
    what: 'The repeat around these blocks changes {fields} of one of them in its first repetition.',
    mend: 'Give the block a knob with that name for that field.',
  },
  'definition-in-use': {
    what: 'There are still {count} instances of the own block "{name}".',
    mend: 'Remove or explode them first.',
  },
  'unknown-node': {
    what: 'There is no block with the id {value}.',
    mend: 'Use the id of a block that is in the network.',
  },
  'not-expandable': { what: 'This block does not stand for others.', mend: 'Choose a composite block or a repeat.' },
  'root-stays': {
    what: 'The network as a whole cannot be moved, copied or taken away.',
    mend: 'Choose blocks in it.',
  },
  'move-into-itself': {
    what: 'A block cannot be moved into itself.',
    mend: 'Choose a place outside of it.',
  },
  'no-gap': {
    what: 'There is no such place in the block {value}.',
    mend: 'Choose a place between two blocks that are in the network.',
  },
  'not-consecutive': {
    what: 'The chosen blocks do not follow each other.',
    mend: 'Choose blocks that stand one after the other, without leaving one out.',
  },
  'not-a-container': {
    what: 'This block does not hold others in such a way.',
    mend: 'Choose a sequence, branches, a residual block or a repeat.',
  },
  'invalid-input': {
    what: 'The input {value} is not a size a network can work on.',
    mend: 'Use height x width x channels, such as 32x32x3, in whole numbers of at least 1. A side can be {limit} at most.',
  },
  'invalid-classes': { what: 'The number of classes is {value}.', mend: 'Use a whole number from 2 to {limit}.' },
  'needs-feature-map': {
    what: '{block} needs a feature map (height x width x channels), and gets a vector of {features}.',
    mend: 'Move it in front of the block that turns the feature map into a vector, or remove it.',
  },
  'needs-vector': {
    what: '{block} needs a vector, and gets a feature map of {input}.',
    mend: 'Put a flatten or a global pooling block in front of it.',
  },
  'window-too-large': {
    what: 'A window of {window} does not fit into a feature map of {input}.',
    mend: 'Use padding "same", a smaller window, or less pooling before this block.',
  },
  'groups-mismatch': {
    what: '{groups} groups do not divide {channels} input channels and {filters} filters evenly.',
    mend: 'Use a number of groups that divides both, such as {suggestion}.',
  },
  'strides-with-dilation': {
    what: 'Strides and dilation cannot both be larger than 1.',
    mend: 'Set the dilation or the strides to 1.',
  },
  'unequal-strides': {
    what: 'A depthwise convolution cannot have different strides down and across ({strides}).',
    mend: 'Use the same stride for both.',
  },
  'no-branches': { what: 'There are no branches in this block.', mend: 'Add a branch, or remove the block.' },
  'branches-differ': {
    what: 'The branches give different sizes and cannot be joined by {merge}: {shapes}.',
    mend: 'Give all branches the same strides and padding, and for "add" the same number of filters.',
  },
  'shortcut-identity': {
    what: 'The body turns {input} into {output}, so that the unchanged input cannot be added to it.',
    mend: 'Use the shortcut "auto", or give the body the same size as its input.',
  },
  'shortcut-shrinks': {
    what: 'A zero-padded shortcut cannot take {input} down to {output}: it only adds channels.',
    mend: 'Use the shortcut "projection", or at least {channels} filters in the body.',
  },
  'shortcut-no-stride': {
    what: 'The body turns {input} into {output}, and no stride of the shortcut gives that size.',
    mend: 'Use padding "same" in the body.',
  },
  'shortcut-vector': {
    what: 'The body turns {input} into {output}, and only feature maps can be projected to another size.',
    mend: 'Give the body the same output size as its input, or take it out of the residual block.',
  },
  'layer-too-large': {
    what: '{block} would give {values} values for one image.',
    mend: 'Use fewer filters, or pool before it.',
  },
  'too-many-parameters': {
    what: 'The network would have {parameters} parameters; the most is {limit}.',
    mend: 'Pool before flatten, or use fewer filters and units.',
  },
  'no-layers': {
    what: 'The network has no layers.',
    mend: 'Add blocks, ending in a dense block with one unit for each class.',
  },
  'output-not-vector': {
    what: 'The network ends in a feature map of {output}, not in one value for each class.',
    mend: 'End it with a global average pooling and a dense block with softmax.',
  },
  'output-not-classes': {
    what: 'The network ends in {units} values, and the data has {classes} classes.',
    mend: 'End it with a dense block whose units are "classes".',
  },
} as const satisfies Record<string, { readonly what: string; readonly mend: string }>;

export type ModelProblemCode = keyof typeof modelProblemWordings;

export function modelProblem(
  code: ModelProblemCode,
  where: { readonly path: string; readonly nodeId?: string | undefined },
  facts: ModelFacts = {},
  fix?: ModelFix,
): ModelProblem {
  const { what, mend } = modelProblemWordings[code];
  const problem = {
    code,
    path: where.path,
    nodeId: where.nodeId,
    what: fillFacts(what, facts),
    mend: fillFacts(mend, facts),
    facts,
  };
  return fix === undefined ? problem : { ...problem, fix };
}

/** Puts facts in the place of `{name}`, large numbers as `18,432`: so they are written in English and in Chinese. */
export function fillFacts(wording: string, facts: ModelFacts): string {
  // Most sentences of most wordings hold none, and a search is far quicker than a pattern.
  if (!wording.includes('{')) return wording;
  return wording.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(facts, name) ? factText(facts[name]) : whole,
  );
}

function factText(fact: string | number | undefined): string {
  return typeof fact === 'number' ? numberText(fact) : String(fact);
}

/** A number in a sentence: `18,432`. */
export function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value).replace(/\B(?=(?:\d{3})+$)/g, ',') : String(value);
}

/** A short picture of any value for a message: safe for values that JSON cannot hold, and never longer than 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const simple = value.length <= 4 && value.every((item) => typeof item === 'number');
    return simple ? `[${value.join(', ')}]` : `a list of ${String(value.length)}`;
  }
  if (typeof value === 'string') return value.length > 40 ? `"${value.slice(0, 40)}..."` : `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
