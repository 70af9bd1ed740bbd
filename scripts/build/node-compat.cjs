/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed. The build puts this in front of the engine and the
 * terminal, and the unit tests load it first, so that it runs before tfjs-node whatever the Node.
 */
const util = require('node:util');

util.isNullOrUndefined ??= (value) => value === null || value === undefined;
