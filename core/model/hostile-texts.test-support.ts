const documentOf = (children: string): string =>
  `{"format":"blockyard.architecture","version":1,"root":{"kind":"sequence","children":[${children}]}}`;
const conv = (fields: string): string => documentOf(`{"kind":"conv",${fields}}`);

/** Nearly as many letters as a text may have, of copies of a part. */
const filled = (part: string): string => part.repeat(Math.floor(9_900_000 / part.length));
const numbered = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(',');

/** Texts of a file or of the clipboard that must be refused, with the code and the path of the first problem. */
export const refusedTexts: readonly (readonly [string, () => string, string, string])[] = [
  ['nothing', () => '', 'not-json', ''],
  ['a text that breaks off', () => conv('"filters":8').slice(0, 100), 'not-json', ''],
  ['a picture', () => '\u0089PNG\r\n\u001a\n\u0000\ufffd', 'not-json', ''],
  ['not a number', () => conv('"kernelL2":NaN'), 'not-json', ''],
  ['a number beyond all others', () => conv('"filters":1e999'), 'invalid-field', 'root/children/0/filters'],
  [
    'a number of ten million digits',
    () => conv(`"filters":${filled('9')}`),
    'invalid-field',
    'root/children/0/filters',
  ],
  ['a huge number', () => conv('"filters":1e308'), 'invalid-field', 'root/children/0/filters'],
  ['a negative number', () => conv('"filters":-1'), 'invalid-field', 'root/children/0/filters'],
  ['a fraction', () => conv('"strides":[1,1.5]'), 'invalid-field', 'root/children/0/strides'],
  ['a wrong type', () => conv('"padding":{"same":[true]}'), 'invalid-field', 'root/children/0/padding'],
  ['a version of the future', () => documentOf('').replace('1', '99'), 'unknown-version', 'version'],
  ['a prototype', () => conv('"__proto__":{"filters":3}'), 'unknown-field', 'root/children/0/__proto__'],
  [
    'an own block inside itself',
    () =>
      '{"format":"blockyard.architecture","version":1,"root":{"kind":"sequence","children":[]},"definitions":[{"id":"b","body":[]},{"id":"a","body":[{"kind":"custom","definition":"a"}]}]}',
    'unknown-definition',
    'definitions/1/body/0/definition',
  ],
  ['a million nodes', () => documentOf(Array(1_000_000).fill('{"kind":"conv"}').join()), 'unreadable', ''],
  [
    'as many nodes as a text can hold',
    () => documentOf(`${filled('{"kind":"conv"},')}{"kind":"conv"}`),
    'unreadable',
    'root/children/199997',
  ],
  [
    '100,000 nodes',
    () => documentOf(Array(100_000).fill('{"kind":"conv"}').join()),
    'too-many-nodes',
    'root/children/9999',
  ],
  ['as many lists in lists as a text can hold', () => filled('['), 'too-deep', Array(256).fill('0').join('/')],
  [
    'as many lists as a text can hold',
    () => conv(`"filters":[${filled('[],')}[]]`),
    'unreadable',
    'root/children/0/filters/199996',
  ],
  [
    'as many fields as a text can hold',
    () => conv(numbered(400_000, (index) => `"field number ${String(index)}":1`)),
    'unreadable',
    'root/children/0/field number 9995',
  ],
  [
    '9,000 fields',
    () => conv(numbered(9000, (index) => `"field number ${String(index)}":1`)),
    'unknown-field',
    'root/children/0/field number 0',
  ],
  [
    'as many letters as a text can hold',
    () => conv(`"padding":"${filled('\\u0041')}"`),
    'invalid-field',
    'root/children/0/padding',
  ],
];
