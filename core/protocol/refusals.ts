/** Why a file did not become an image, as part of a sentence. */
export const refusalWordings = {
  /** Of a table: there is no such file. */
  missing: 'there is no such file',
  /** Of a table or a link. */
  outside: 'it is not in the folder',
  /** The system does not let it be read. */
  unreadable: 'it may not be read',
  empty: 'it is empty',
  'not-an-image': 'it is not a picture',
  /** An image, of a kind that is not read. */
  unsupported: 'it is a kind of picture that is not read',
  /** It ends before the image does. */
  truncated: 'it ends before the picture does',
  corrupt: 'it is damaged',
  /** More pixels than are unpacked, or more bytes than are read. */
  'too-large': 'it is too large',
  /** Of a table: the row has no label. */
  unlabelled: 'it has no label',
} as const;

export type RefusalReason = keyof typeof refusalWordings;
export const refusalReasons = Object.keys(refusalWordings) as RefusalReason[];
