/**
 * Caps on what an architecture may ask for. They keep a hostile or mistaken document from costing more than a moment, and are far above
 * anything that trains on one machine: ResNet-110 unrolls to some 500 nodes, and VGG-16 for ImageNet has 138 million parameters.
 */
export const limits = {
  /** Nodes in a document, and again after composites are expanded and repeats unrolled. */
  nodes: 10_000,
  /** Nesting of nodes in a document. */
  depth: 64,
  /** Values in all weights of a network: 2 GB of float32. */
  parameters: 500_000_000,
  /** Values that one layer gives for one example: 1 GB of float32. */
  layerValues: 250_000_000,
  /** Problems that one document reports. */
  problems: 100,
  filters: 16_384,
  units: 65_536,
  kernelSize: 64,
  strides: 64,
  repeats: 1_000,
  branches: 64,
  imageSide: 16_384,
  channels: 65_536,
  classes: 65_536,
  /** A person's own blocks in one document. */
  definitions: 200,
  /** Of one own block. */
  knobs: 32,
  /** Fields that one knob sets. */
  knobTargets: 100,
  idLength: 200,
  /** Of a layer, whose name is made of the ids of the blocks around it. */
  layerName: 1_000,
  nameLength: 200,
  descriptionLength: 2_000,
} as const;
