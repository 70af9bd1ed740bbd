/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed. The engine mends that when it loads TensorFlow
 * (core/engine/tensorflow.ts); unit tests that load tfjs-node by themselves get it from here, first of all.
 */
const util = require('node:util');

util.isNullOrUndefined ??= (value) => value === null || value === undefined;
